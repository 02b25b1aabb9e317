@NullMarked
package mailstead.admin.client;

import org.jspecify.annotations.NullMarked;
