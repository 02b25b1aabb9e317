/**
 * The lines of STYLE.md section 2, one ArchUnit rule each, and for each rule a planted violation
 * that it must catch.
 */
@NullMarked
package mailstead.checks.architecture;

import org.jspecify.annotations.NullMarked;
