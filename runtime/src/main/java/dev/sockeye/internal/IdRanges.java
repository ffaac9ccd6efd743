package dev.sockeye.internal;

import dev.sockeye.Undelivered.IdRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** A queue of numbers, kept as ranges because most follow one another. Not safe for use by several threads. */
final class IdRanges {
    /** The first and the last number of each range. */
    private final Deque<long[]> ranges = new ArrayDeque<>();

    private long count;

    void add(long id) {
        long[] last = ranges.peekLast();
        if (last != null && last[1] + 1 == id) {
            last[1] = id;
        } else {
            ranges.addLast(new long[] {id, id});
        }
        count++;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** {@return all numbers} */
    List<IdRange> all() {
        return first(count);
    }

    /** {@return the first so many numbers} */
    List<IdRange> first(long many) {
        List<IdRange> found = new ArrayList<>();
        long left = many;
        for (Iterator<long[]> rest = ranges.iterator(); left > 0 && rest.hasNext(); ) {
            long[] range = rest.next();
            long last = Math.min(range[1], range[0] + left - 1);
            found.add(new IdRange(range[0], last));
            left -= last - range[0] + 1;
        }
        return found;
    }

    /** Takes the first so many numbers out. */
    void removeFirst(long many) {
        long left = Math.min(many, count);
        count -= left;
        while (left > 0) {
            long[] range = ranges.getFirst();
            long size = range[1] - range[0] + 1;
            if (size > left) {
                range[0] += left;
                return;
            }
            ranges.removeFirst();
            left -= size;
        }
    }

    /** Takes the last number out. */
    void removeLast() {
        long[] range = ranges.getLast();
        if (range[0] == range[1]) {
            ranges.removeLast();
        } else {
            range[1]--;
        }
        count--;
    }

    void clear() {
        ranges.clear();
        count = 0;
    }
}
