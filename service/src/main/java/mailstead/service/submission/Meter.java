package mailstead.service.submission;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import mailstead.mail.Event;
import mailstead.mail.Subscriber;

/**
 * Counts what accounts, customers and networks send through this node, and says when it is enough.
 * Shared; bounded memory. Nodes do not tell each other: a customer who uses several has each one's
 * allowance. Whoever is forgotten, at a restart or because too many others came, begins anew.
 */
final class Meter {

    /** Whose allowance it is, and what was counted of it. */
    private record Gauge(String kind, Allowance allowance, Windows messages, Windows recipients) {
        static Gauge of(String kind, Allowance allowance, int rememberedMax, InstantSource clock) {
            return new Gauge(
                    kind,
                    allowance,
                    new Windows(allowance.window(), rememberedMax, clock),
                    new Windows(allowance.window(), rememberedMax, clock));
        }
    }

    private record Place(Gauge gauge, String key) {}

    private final Gauge accounts;
    private final Gauge customers;
    private final Gauge networks;

    Meter(SendingLimits limits, InstantSource clock) {
        this.accounts = Gauge.of("account", limits.account(), limits.rememberedMax(), clock);
        this.customers = Gauge.of("customer", limits.customer(), limits.rememberedMax(), clock);
        this.networks = Gauge.of("network", limits.network(), limits.rememberedMax(), clock);
    }

    /** Counts a recipient, or tells what stands against it. */
    Optional<Event.SendingLimited> addRecipient(Submitter submitter) {
        return add(submitter, "recipients", Allowance::recipients, Gauge::recipients);
    }

    /** Counts a message, or tells what stands against it. */
    Optional<Event.SendingLimited> addMessage(Submitter submitter) {
        return add(submitter, "messages", Allowance::messages, Gauge::messages);
    }

    @FunctionalInterface
    private interface Counter {
        Windows of(Gauge gauge);
    }

    private Optional<Event.SendingLimited> add(
            Submitter submitter, String what, ToLongFunction<Allowance> max, Counter counter) {
        List<Place> counted = new ArrayList<>();
        for (Place place : places(submitter)) {
            Gauge gauge = place.gauge();
            long limit = max.applyAsLong(gauge.allowance());
            if (limit == 0) {
                continue;
            }
            if (!counter.of(gauge).add(place.key(), 1, limit)) {
                counted.forEach(each -> counter.of(each.gauge()).takeBack(each.key(), 1));
                return Optional.of(
                        new Event.SendingLimited(
                                submitter.session(),
                                submitter.subscriber(),
                                Network.of(submitter.client()),
                                gauge.kind(),
                                what,
                                limit,
                                gauge.allowance().window()));
            }
            counted.add(place);
        }
        return Optional.empty();
    }

    private List<Place> places(Submitter submitter) {
        List<Place> places = new ArrayList<>(3);
        submitter.subscriber().ifPresent(who -> addPlaces(places, who));
        places.add(new Place(networks, Network.of(submitter.client())));
        return places;
    }

    private void addPlaces(List<Place> places, Subscriber who) {
        places.add(new Place(accounts, who.login()));
        places.add(new Place(customers, who.customerId()));
    }
}
