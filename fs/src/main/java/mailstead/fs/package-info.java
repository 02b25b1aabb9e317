/**
 * Files without mail: the file-system port, a volume's pool of threads with deadlines and circuit,
 * owner switching. The only place where files are touched, so that tests can inject faults at one
 * seam. Imports none of ours.
 */
@NullMarked
package mailstead.fs;

import org.jspecify.annotations.NullMarked;
