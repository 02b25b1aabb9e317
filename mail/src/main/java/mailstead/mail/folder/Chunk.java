package mailstead.mail.folder;

/** Some neighbouring messages, at least one, and sums over them. Immutable. */
final class Chunk {

    /** Shared with whoever made it; nobody changes it. */
    final Message[] messages;

    final int unseen;
    final int deleted;
    final long octets;
    final long highestModSeq;

    Chunk(Message[] messages) {
        this.messages = messages;
        int unseenCount = 0;
        int deletedCount = 0;
        long octetSum = 0;
        long highest = 0;
        for (Message message : messages) {
            unseenCount += message.flags().has(Flags.System.SEEN) ? 0 : 1;
            deletedCount += message.flags().has(Flags.System.DELETED) ? 1 : 0;
            octetSum += Math.max(0, message.wireOctets());
            highest = Math.max(highest, message.modSeq());
        }
        this.unseen = unseenCount;
        this.deleted = deletedCount;
        this.octets = octetSum;
        this.highestModSeq = highest;
    }

    long firstUid() {
        return messages[0].uid();
    }

    long lastUid() {
        return messages[messages.length - 1].uid();
    }
}
