package mailstead.mail.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NumberSetTest {

    @Test
    void rangesThatTouchAreOne() {
        assertThat(NumberSet.of(3, 1, 2, 7, 6, 9)).hasToString("1:3,6:7,9");
        assertThat(NumberSet.range(5, 2)).hasToString("2:5");
        assertThat(NumberSet.ALL).hasToString("1:4294967295");
        assertThat(NumberSet.ALL.count()).isEqualTo(4294967295L);
        assertThat(NumberSet.EMPTY).hasToString("");
    }

    @Test
    void onlyMessageNumbersAreTaken() {
        assertThatThrownBy(() -> NumberSet.of(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NumberSet.of(NumberSet.MAX + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itIsWhatATreeSetIs() {
        Random random = new Random(7);
        for (int round = 0; round < 3000; round++) {
            TreeSet<Long> one = numbers(random);
            TreeSet<Long> other = numbers(random);
            NumberSet first = set(one, random);
            NumberSet second = set(other, random);
            assertThat(list(first)).isEqualTo(List.copyOf(one));
            assertThat(first.count()).isEqualTo(one.size());
            for (long number = 1; number < 50; number++) {
                assertThat(first.contains(number)).isEqualTo(one.contains(number));
                long last = number + random.nextInt(5);
                assertThat(first.intersects(number, last))
                        .isEqualTo(!one.subSet(number, true, last, true).isEmpty());
            }
            TreeSet<Long> sum = new TreeSet<>(one);
            sum.addAll(other);
            assertThat(list(first.plus(second))).isEqualTo(List.copyOf(sum));
            TreeSet<Long> rest = new TreeSet<>(one);
            rest.removeAll(other);
            assertThat(list(first.minus(second))).isEqualTo(List.copyOf(rest));
            TreeSet<Long> both = new TreeSet<>(one);
            both.retainAll(other);
            assertThat(list(first.intersection(second))).isEqualTo(List.copyOf(both));
            assertThat(set(one, random)).isEqualTo(first).hasSameHashCodeAs(first);
        }
    }

    private static TreeSet<Long> numbers(Random random) {
        TreeSet<Long> numbers = new TreeSet<>();
        int count = random.nextInt(30);
        for (int i = 0; i < count; i++) {
            numbers.add(1L + random.nextInt(48));
        }
        return numbers;
    }

    private static NumberSet set(TreeSet<Long> numbers, Random random) {
        List<Long> shuffled = new ArrayList<>(numbers);
        if (random.nextBoolean()) {
            java.util.Collections.shuffle(shuffled, random);
        }
        NumberSet.Builder builder = new NumberSet.Builder();
        shuffled.forEach(builder::add);
        return builder.build();
    }

    private static List<Long> list(NumberSet set) {
        List<Long> all = new ArrayList<>();
        set.forEach(all::add);
        return all;
    }
}
