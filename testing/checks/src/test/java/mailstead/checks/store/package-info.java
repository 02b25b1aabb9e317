/** The Maildir store under the services that use it, on file systems that fail. */
@org.jspecify.annotations.NullMarked
package mailstead.checks.store;
