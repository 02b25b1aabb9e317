@NullMarked
package mailstead.service.account;

import org.jspecify.annotations.NullMarked;
