@NullMarked
package mailstead.node.client;

import org.jspecify.annotations.NullMarked;
