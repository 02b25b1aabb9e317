package mailstead.service.search;

import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.NumberSet;

/**
 * Messages of one state of a folder. Immutable: nobody changes the array.
 *
 * @param indexes sequence numbers less 1, ascending; as many as the extent asked for
 */
public record Found(FolderState state, int[] indexes) {

    public int count() {
        return indexes.length;
    }

    /** Their sequence numbers. */
    public NumberSet numbers() {
        NumberSet.Builder numbers = new NumberSet.Builder();
        for (int index : indexes) {
            numbers.add(index + 1L);
        }
        return numbers.build();
    }

    public NumberSet uids() {
        NumberSet.Builder uids = new NumberSet.Builder();
        for (int index : indexes) {
            uids.add(state.get(index).uid());
        }
        return uids.build();
    }

    /** The highest modification sequence of all found (RFC 7162 section 3.1.5); 0 if none is. */
    public long highestModSeq() {
        long highest = 0;
        for (int index : indexes) {
            highest = Math.max(highest, state.get(index).modSeq());
        }
        return highest;
    }
}
