package mailstead.testkit.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mailstead.testkit.nfs.Outcome;

/**
 * Moves as text: {@code A*3 B A!lost arrival0} is three calls of actor A that succeed, one of B,
 * one of A whose answer is lost, and the arrival of the first late request. {@code cut2} is a power
 * cut that keeps two unsynced names, {@code restart} one of the server. What follows the last move
 * is up to the default: whoever ran last goes on to the end, then the next, without any fault.
 */
record Schedule(List<Move> moves) {

    private static final Pattern TURN =
            Pattern.compile("([A-Za-z]+)(?:\\*([0-9]{1,6})|!([a-z]+[0-9]*))?");
    private static final Pattern ARRIVAL = Pattern.compile("arrival([0-9]{1,6})");
    private static final Pattern CUT = Pattern.compile("cut([0-9]{1,6})");

    Schedule {
        moves = List.copyOf(moves);
    }

    static Schedule parse(String text, List<String> actors) {
        List<Move> moves = new ArrayList<>();
        for (String token : text.strip().split("\\s+")) {
            if (!token.isEmpty()) {
                parse(token, actors, moves);
            }
        }
        return new Schedule(moves);
    }

    private static void parse(String token, List<String> actors, List<Move> moves) {
        Matcher arrival = ARRIVAL.matcher(token);
        Matcher cut = CUT.matcher(token);
        Matcher turn = TURN.matcher(token);
        if (arrival.matches()) {
            moves.add(new Move.Arrival(Integer.parseInt(arrival.group(1))));
        } else if (cut.matches()) {
            moves.add(new Move.PowerCut(Integer.parseInt(cut.group(1))));
        } else if (token.equals("restart")) {
            moves.add(new Move.Restart());
        } else if (turn.matches() && actors.contains(turn.group(1))) {
            int actor = actors.indexOf(turn.group(1));
            String outcome = turn.group(3);
            int count = turn.group(2) == null ? 1 : Integer.parseInt(turn.group(2));
            for (int i = 0; i < count; i++) {
                moves.add(
                        new Move.Turn(
                                actor, outcome == null ? Outcome.NORMAL : Outcome.parse(outcome)));
            }
        } else {
            throw new IllegalArgumentException("no move: " + token);
        }
    }

    String text(List<String> actors) {
        StringJoiner text = new StringJoiner(" ");
        for (int i = 0; i < moves.size(); ) {
            int end = i + 1;
            while (end < moves.size() && moves.get(end).equals(moves.get(i))) {
                end++;
            }
            if (moves.get(i) instanceof Move.Turn turn && turn.outcome() == Outcome.NORMAL) {
                String count = end - i == 1 ? "" : "*" + (end - i);
                text.add(actors.get(turn.actor()) + count);
                i = end;
            } else {
                text.add(word(moves.get(i), actors));
                i++;
            }
        }
        return text.toString();
    }

    static String word(Move move, List<String> actors) {
        return switch (move) {
            case Move.Turn(int actor, Outcome outcome) when outcome == Outcome.NORMAL ->
                    actors.get(actor);
            case Move.Turn(int actor, Outcome outcome) -> actors.get(actor) + "!" + outcome;
            case Move.Arrival(int call) -> "arrival" + call;
            case Move.Restart() -> "restart";
            case Move.PowerCut(int kept) -> "cut" + kept;
        };
    }

    /** How much there is to read: switches and everything out of the ordinary. */
    int weight() {
        int weight = 0;
        int last = -1;
        for (Move move : moves) {
            if (move instanceof Move.Turn(int actor, Outcome outcome)) {
                weight += actor == last ? 0 : 2;
                weight += outcome == Outcome.NORMAL ? 0 : 5;
                last = actor;
            } else {
                weight += 5;
            }
        }
        return weight;
    }
}
