/** A real OpenLDAP server for tests. */
@NullMarked
package mailstead.testkit.ldap;

import org.jspecify.annotations.NullMarked;
