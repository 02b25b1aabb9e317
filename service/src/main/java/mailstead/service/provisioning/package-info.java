/**
 * Operators', resellers' and customers' side of the directory: {@link
 * mailstead.service.provisioning.Provisioner} reads and changes {@link
 * mailstead.service.provisioning.Resources} for whoever {@link
 * mailstead.service.provisioning.Tokens} lets in, and says no in terms of fields. Knows documents,
 * not JSON on a wire nor HTTP. The paper is {@code docs/design/provisioning.md}.
 */
@NullMarked
package mailstead.service.provisioning;

import org.jspecify.annotations.NullMarked;
