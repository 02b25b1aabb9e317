package mailstead.service.threading;

import java.util.Arrays;

/** Numbers, the newest first. Confined to its maker. */
final class IntStack {

    private int[] numbers = new int[64];
    private int size;

    void push(int number) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * size);
        }
        numbers[size++] = number;
    }

    int pop() {
        return numbers[--size];
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    int get(int index) {
        return numbers[index];
    }

    void clear() {
        size = 0;
    }
}
