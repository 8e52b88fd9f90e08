package dev.yagura.detect.yara.pattern;

import java.util.function.IntConsumer;

/**
 * Follows programs: all ways at once, byte by byte, so that time is in proportion to the length
 * times the size of the program. Keeps its lists between runs; not safe for concurrent use.
 */
final class Machine {
    private final Window window;
    private final Steps steps;
    private Threads now = new Threads(0);
    private Threads next = new Threads(0);
    private int[] waiting = new int[0];

    Machine(Window window, Steps steps) {
        this.window = window;
        this.steps = steps;
    }

    /** Instructions that wait for a byte, in the order in which they are preferred. */
    private static final class Threads {
        final int[] list;
        final int[] seen;
        int count;
        int round;

        Threads(int size) {
            this.list = new int[size];
            this.seen = new int[size];
        }

        void clear() {
            count = 0;
            round++;
        }
    }

    private void prepare(Program program) {
        if (now.list.length < program.size()) {
            now = new Threads(program.size());
            next = new Threads(program.size());
            waiting = new int[2 * program.size() + 2];
        }
        now.clear();
    }

    /**
     * Returns where the preferred match ends that goes on at an index with an instruction; -1 if
     * there is none.
     */
    int end(Program program, boolean wide, int from, int start) {
        prepare(program);
        add(now, program, wide, from, start);
        int found = -1;
        int limit = Math.min(window.end, start + PatternLimits.REGEX_BYTES);
        for (int at = start; now.count > 0 && steps.remain(); at++) {
            next.clear();
            for (int i = 0; i < now.count; i++) {
                int pc = now.list[i];
                if (program.operation(pc) == Program.MATCH) {
                    found = at;
                    break; // What is preferred less does not count any more.
                }
                if (at < limit && program.takes(pc, window.at(at))) {
                    add(next, program, wide, pc + 1, at + 1);
                }
            }
            swap();
        }
        return found;
    }

    /** Hands out every index at which a match can start that goes on at an instruction. */
    void starts(Program backward, boolean wide, int from, int end, IntConsumer starts) {
        prepare(backward);
        add(now, backward, wide, from, end);
        int limit = Math.max(0, end - PatternLimits.REGEX_BYTES);
        for (int at = end; now.count > 0 && steps.remain(); at--) {
            next.clear();
            boolean matches = false;
            for (int i = 0; i < now.count; i++) {
                int pc = now.list[i];
                if (backward.operation(pc) == Program.MATCH) {
                    matches = true;
                } else if (at > limit && backward.takes(pc, window.at(at - 1))) {
                    add(next, backward, wide, pc + 1, at - 1);
                }
            }
            swap();
            if (matches) {
                starts.accept(at);
            }
        }
    }

    private void swap() {
        Threads done = now;
        now = next;
        next = done;
    }

    /** Adds all instructions that are reached without a byte. */
    private void add(Threads to, Program program, boolean wide, int from, int at) {
        int count = 0;
        waiting[count++] = from;
        while (count > 0) {
            int pc = waiting[--count];
            if (to.seen[pc] == to.round) {
                continue;
            }
            to.seen[pc] = to.round;
            steps.spend(1);
            switch (program.operation(pc)) {
                case Program.JUMP -> waiting[count++] = program.first(pc);
                case Program.SPLIT -> {
                    waiting[count++] = program.second(pc);
                    waiting[count++] = program.first(pc);
                }
                case Program.ASSERT -> {
                    if (holds(program.place(pc), wide, at)) {
                        waiting[count++] = pc + 1;
                    }
                }
                default -> to.list[to.count++] = pc;
            }
        }
    }

    private boolean holds(Node.Place place, boolean wide, int at) {
        return switch (place) {
            case START -> window.isStart(at);
            case END -> window.isEnd(at);
            case WORD_BOUNDARY -> window.isWordBoundary(at, wide);
            case NO_WORD_BOUNDARY -> !window.isWordBoundary(at, wide);
        };
    }
}
