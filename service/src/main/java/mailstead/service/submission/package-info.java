/**
 * Mail that our customers send: who may send what as whom, how much, and into the spool. Entry
 * point: {@link mailstead.service.submission.Submissions}; {@code SpooledSubmissions} is what the
 * wiring makes. The paper is {@code docs/design/submission.md}. Imports no protocol and no adapter.
 */
@NullMarked
package mailstead.service.submission;

import org.jspecify.annotations.NullMarked;
