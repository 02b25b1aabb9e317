package mailstead.testkit.log;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import mailstead.fs.log.Corruption;
import mailstead.fs.log.StateCodec;

/** A {@link Ledger} in a shared log: a payload is a line's text, in UTF-8, and not empty. */
public final class LedgerCodec implements StateCodec<Ledger> {

    @Override
    public Ledger apply(Ledger state, long number, byte[] payload) throws Corruption {
        if (payload.length == 0) {
            throw new Corruption("a line without a text");
        }
        return state.plus(number, new String(payload, StandardCharsets.UTF_8));
    }

    @Override
    public void write(Ledger state, OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(state.size());
        for (Ledger.Line line : state.lines()) {
            data.writeLong(line.number());
            data.writeUTF(line.text());
        }
        data.flush();
    }

    @Override
    public Ledger read(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        Ledger ledger = Ledger.EMPTY;
        for (int left = data.readInt(); left > 0; left--) {
            ledger = ledger.plus(data.readLong(), data.readUTF());
        }
        return ledger;
    }
}
