@NullMarked
package mailstead.node.command;

import org.jspecify.annotations.NullMarked;
