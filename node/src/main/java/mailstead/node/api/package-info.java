/**
 * Where a command has the directory looked at and changed: {@link mailstead.node.api.Office}, at
 * once in the database or over the network by the provisioning API. What comes over the network is
 * bounded and checked before it is believed. Knows nothing of commands.
 */
@NullMarked
package mailstead.node.api;

import org.jspecify.annotations.NullMarked;
