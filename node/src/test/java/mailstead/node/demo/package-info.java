@NullMarked
package mailstead.node.demo;

import org.jspecify.annotations.NullMarked;
