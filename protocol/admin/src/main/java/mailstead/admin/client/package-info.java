/**
 * Speaks HTTP to programs elsewhere that are told of changes: {@link
 * mailstead.admin.client.HttpReceiver}.
 */
@NullMarked
package mailstead.admin.client;

import org.jspecify.annotations.NullMarked;
