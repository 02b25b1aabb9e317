package mailstead.mail.queue;

import java.time.Instant;

/**
 * Why a message stays where it is until somebody releases or discards it. Immutable.
 *
 * @param since when it was held
 * @param by {@code brake} for the stolen-password brake, else the operator's name
 * @param why one line for people
 */
public record Hold(Instant since, String by, String why) {}
