/**
 * Publishes copies of the directory: {@link mailstead.directory.publish.Publisher} writes
 * generations, instalments and heads (formats: {@code directory.copy}) from a {@link
 * mailstead.directory.publish.Centre} into a folder. Files only through {@code mailstead.fs}; no
 * clock, no thread of its own. The paper is {@code docs/design/directory-copies.md}.
 */
@NullMarked
package mailstead.directory.publish;

import org.jspecify.annotations.NullMarked;
