/**
 * The directory in LDAP servers that others keep: read, never written. {@link
 * mailstead.directory.ldap.LdapDirectory} is the entry, {@link mailstead.directory.ldap.Term} the
 * list of what a schema may call otherwise, {@link mailstead.directory.ldap.Preset} what common
 * ones do. The only package that knows the LDAP library. The paper is {@code
 * docs/design/directory-ldap.md}.
 */
@NullMarked
package mailstead.directory.ldap;

import org.jspecify.annotations.NullMarked;
