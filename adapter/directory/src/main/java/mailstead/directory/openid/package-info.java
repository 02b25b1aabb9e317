/**
 * Access tokens of an OpenID provider: signed ones, checked with the provider's keys ({@link
 * mailstead.directory.openid.SignedTokens}), and others, which the provider is asked about ({@link
 * mailstead.directory.openid.IntrospectedTokens}). JSON is read in {@code Json} alone. Nothing here
 * knows what a token is worth in the directory.
 */
@NullMarked
package mailstead.directory.openid;

import org.jspecify.annotations.NullMarked;
