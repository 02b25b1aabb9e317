/**
 * Events become lines here and nowhere else: {@link mailstead.node.log.EventFields} says which
 * fields an event has ({@code docs/operate/events.md}), {@link mailstead.node.log.LineFormat} how a
 * line is written, {@link mailstead.node.log.LogOutput} writes without making a session wait. The
 * only user of SLF4J and Logback.
 */
@NullMarked
package mailstead.node.log;

import org.jspecify.annotations.NullMarked;
