package mailstead.service.submission;

import mailstead.mail.DomainName;

/**
 * What the operator decides about mail that customers send. Immutable.
 *
 * @param host our name, in the Message-IDs that we make
 */
public record SubmissionRules(
        DomainName host,
        SenderScope scope,
        HeaderPolicy header,
        SendingLimits limits,
        BrakeRules brake) {

    public static SubmissionRules usual(DomainName host) {
        return new SubmissionRules(
                host,
                SenderScope.ACCOUNT,
                HeaderPolicy.REJECT,
                SendingLimits.USUAL,
                BrakeRules.USUAL);
    }

    /** Whose addresses an account may send as. */
    public enum SenderScope {
        /** Those whose mail it gets: its own, and the aliases and lists that lead to it. */
        ACCOUNT,
        /** Also every address in a domain of its customer's. */
        CUSTOMER
    }

    /** What is done about a From field that names somebody else (RFC 6409 sections 6.1, 8.1). */
    public enum HeaderPolicy {
        REJECT,
        /** Sender says who it was. */
        SENDER_HEADER,
        OFF
    }
}
