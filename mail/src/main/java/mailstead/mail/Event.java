package mailstead.mail;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What happened, told once by whoever knows. Only {@code node} turns these into log lines and
 * counts. An event never holds a secret or a message's content. {@code session} is the id of the
 * client connection everywhere, so that one search follows a message through the cluster.
 */
public sealed interface Event {

    /** Stands where no client caused what happened. */
    String PROCESS = "-";

    /** The id of the client connection, or {@link #PROCESS}. */
    String session();

    record SessionOpened(String session, String protocol, String client) implements Event {}

    /**
     * {@code why}: {@code quit}, {@code disconnected}, {@code timeout}, {@code drained}, {@code
     * error}...
     */
    record SessionClosed(
            String session, String protocol, String client, String why, Duration duration)
            implements Event {}

    /**
     * A connection was turned away at the door: {@code why} is {@code denied}, {@code limit},
     * {@code proxy}.
     */
    record ConnectionRefused(String session, String protocol, String client, String why)
            implements Event {}

    record TlsEstablished(
            String session, String version, String cipher, Optional<String> serverName)
            implements Event {}

    /**
     * @param appPassword the id of the app password that was used, if one was
     */
    record LoginSucceeded(
            String session,
            String protocol,
            Subscriber subscriber,
            String mechanism,
            Optional<String> appPassword)
            implements Event {}

    /**
     * @param login what the client claimed
     */
    record LoginFailed(
            String session, String protocol, String login, String mechanism, Refusal refusal)
            implements Event {}

    /** Who had logged in may not stay: suspended, removed, or not allowed the service any more. */
    record LoginEnded(String session, String protocol, Subscriber subscriber, Reason reason)
            implements Event {}

    record MessageAccepted(
            String session,
            String messageId,
            ReversePath sender,
            int recipients,
            long octets,
            Duration duration)
            implements Event {}

    /**
     * One copy reached its mailbox durably.
     *
     * @param name the message's name in the store
     * @param octets of the message as it was received
     */
    record MessageStored(
            String session,
            String messageId,
            Address recipient,
            Subscriber subscriber,
            String name,
            long octets)
            implements Event {}

    /**
     * A message of a customer's is in the queue.
     *
     * @param queueId what the queue calls it
     * @param subscriber who sent it; empty for a client that need not log in
     * @param octets as they lie in the queue
     */
    record MessageQueued(
            String session,
            String messageId,
            String queueId,
            Optional<Subscriber> subscriber,
            int recipients,
            long octets)
            implements Event {}

    /**
     * The stolen-password brake holds a message until an operator says what becomes of it.
     *
     * @param recipients that the account sent to in the last day, with this message's
     * @param usual how many it sends to in a day
     */
    record SubmissionHeld(
            String session,
            String messageId,
            String queueId,
            Subscriber subscriber,
            long recipients,
            long usual)
            implements Event {}

    /**
     * Somebody was told that they have sent enough for now.
     *
     * @param network from where: an IPv4 address or an IPv6 /64
     * @param whose allowance is used up: {@code account}, {@code customer}, {@code network}
     * @param what {@code messages} or {@code recipients}
     */
    record SendingLimited(
            String session,
            Optional<Subscriber> subscriber,
            String network,
            String whose,
            String what,
            long limit,
            Duration window)
            implements Event {}

    record MessageRefused(String session, String messageId, ReversePath sender, Reason reason)
            implements Event {}

    record RecipientRefused(String session, ReversePath sender, String recipient, Refusal refusal)
            implements Event {}

    record MailboxCollected(
            String session, Subscriber subscriber, int retrieved, int deleted, int left)
            implements Event {}

    /**
     * An IMAP user has logged out, or left.
     *
     * @param selected how often a folder was opened
     * @param fetched messages of which content was sent
     * @param copied to other folders, the moved ones included
     * @param expunged removed by this session, the moved ones included
     */
    record FoldersUsed(
            String session,
            Subscriber subscriber,
            int selected,
            int fetched,
            int appended,
            int copied,
            int expunged)
            implements Event {}

    /**
     * A client that may do so has said anew what an account may hold.
     *
     * @param actor the login of who did it
     * @param octetsMax from now on; empty for no limit
     * @param messagesMax likewise
     */
    record QuotaChanged(
            String session,
            String actor,
            Subscriber subscriber,
            OptionalLong octetsMax,
            OptionalLong messagesMax)
            implements Event {}

    /**
     * Somebody was told to try again later; why is told by a {@code Trouble}, once for many of
     * these.
     *
     * @param subscriber empty when nobody had logged in yet
     * @param what what was tried: {@code deliver}, {@code collect}, {@code remove}, {@code use}
     */
    record MailboxUnavailable(
            String session, Optional<Subscriber> subscriber, String what, Reason reason)
            implements Event {}

    /**
     * A folder of another server became one of ours.
     *
     * @param folder volume and path of its directory
     * @param server {@code dovecot} or {@code courier}
     * @param messages whose UIDs were kept
     * @param others messages that the server had given no UID yet, or none that can be kept
     * @param skipped lines of the server's files that could not be read
     * @param isRenumbered whether its list of UIDs could not be believed, so that clients load the
     *     folder again
     */
    record FolderAdopted(
            String session,
            String folder,
            String server,
            long uidValidity,
            int messages,
            int others,
            int skipped,
            boolean isRenumbered)
            implements Event {}

    /**
     * A request to the provisioning API was answered.
     *
     * @param actor the token's id, or {@code -} for who was not let in
     * @param what method and path
     * @param status of HTTP
     */
    record RequestAnswered(
            String session, String client, String actor, String what, int status, Duration duration)
            implements Event {}

    /** A part of the environment is not well; {@code advice} tells the operator what to do. */
    record Trouble(
            String session, Reason reason, String what, String advice, Optional<Throwable> cause)
            implements Event {}

    /**
     * A part of the directory of users went out of reach: {@code primary}, {@code replicas}. Told
     * once.
     */
    record DirectoryLost(String session, String what, String advice, Optional<Throwable> cause)
            implements Event {}

    /** It is back, after so long. */
    record DirectoryRegained(String session, String what, Duration away) implements Event {}

    /**
     * A generation of the directory was taken from a publisher and is in use.
     *
     * @param version {@code 12.0}
     * @param sequence of the centre's last change that is in it
     */
    record CopyTaken(String session, String version, long sequence, long octets, Duration duration)
            implements Event {}

    /**
     * A generation of the directory's copies was published.
     *
     * @param version {@code 12.0}
     * @param sequence of the centre's last change that is in it
     * @param octets of all files together
     */
    record CopyPublished(
            String session, String version, long sequence, long octets, Duration duration)
            implements Event {}

    /** What a publisher offered was not taken; told once for each cause. */
    record CopyRefused(String session, String source, String advice, Optional<Throwable> cause)
            implements Event {}

    /**
     * The copy of the directory is older than the operator allows, or there is none. Told once.
     *
     * @param age since it was known to be complete; empty when there is none
     * @param problem why it could not be renewed
     */
    record CopyOld(
            String session,
            String version,
            Optional<Duration> age,
            String advice,
            Optional<String> problem)
            implements Event {}

    /**
     * How the copy of the directory is: now and then, and when it is not old any more.
     *
     * @param changed entries of instalments that are kept in memory
     */
    record CopyInUse(
            String session, String version, Optional<Duration> age, int changed, boolean isOld)
            implements Event {}

    /** The centre of the directory does not answer, and look-ups come from the copy. Told once. */
    record LifeboatBoarded(String session, String version, String advice, Optional<Throwable> cause)
            implements Event {}

    /** The centre answers again, after so long. */
    record LifeboatLeft(String session, Duration aboard) implements Event {}

    /**
     * A webhook does not take what it is told; told once, until it does again.
     *
     * @param number of the audit record
     * @param answer what it answered, or why it did not
     */
    record WebhookFailing(String session, String webhook, long number, String answer)
            implements Event {}

    /**
     * It takes it again.
     *
     * @param failures so many
     * @param away since the first of them
     */
    record WebhookRegained(String session, String webhook, long failures, Duration away)
            implements Event {}

    /**
     * A webhook is not told anything any more, until somebody enables it.
     *
     * @param number of the audit record that it did not take
     */
    record WebhookDisabled(String session, String webhook, long number, String why)
            implements Event {}

    /** Our own mistake, caught at the edge of one command. */
    record Bug(String session, String where, Throwable cause) implements Event {}

    /** A client bent a rule that we let it bend (STYLE.md section 5, leniencies). */
    record LeniencyUsed(String session, String name) implements Event {}
}
