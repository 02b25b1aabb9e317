/**
 * Constant databases: files of keys and values that are written once and then looked up in where
 * they lie, by us and by Exim and Postfix. {@link mailstead.directory.cdb.CdbWriter} makes them,
 * {@link mailstead.directory.cdb.Cdb} reads them. They know nothing of what they hold.
 */
@NullMarked
package mailstead.directory.cdb;

import org.jspecify.annotations.NullMarked;
