/**
 * The provisioning API over HTTP (role {@code admin}). Entry: {@link
 * mailstead.admin.server.AdminServer}. Turns requests into calls of {@code service.provisioning}
 * and answers into JSON and problem details; {@link mailstead.admin.server.Routes} is the one table
 * from which requests are routed and the API is described. Jetty is imported here and nowhere else.
 * Imports neither {@code spi} nor another protocol.
 */
@NullMarked
package mailstead.admin.server;

import org.jspecify.annotations.NullMarked;
