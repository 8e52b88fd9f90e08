package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;

/**
 * What a running guest said of itself before and after it stood still.
 *
 * <p>A guest that answers is not idle: the shell that answers starts and ends processes. So what is
 * in both answers must be in a view, and what is in a view must be in one of them.
 *
 * @param name what it is, for messages
 * @param before lines said before
 * @param after lines said after
 */
record Snapshots(String name, Set<String> before, Set<String> after) {
    /** Checks that a view has all stable lines; it may have others, as of what comes and goes. */
    void assertAmong(Set<String> view, int atLeast) {
        Set<String> stable = new TreeSet<>(before);
        stable.retainAll(after);

        assertThat(stable).as("%s: what the guest says twice", name).hasSizeGreaterThan(atLeast);
        assertThat(view).as("%s: all that the guest says twice", name).containsAll(stable);
    }

    /** Checks a view, as lines of the same form; it must be of at least so many stable lines. */
    void assertShownBy(Set<String> view, int atLeast) {
        Set<String> stable = new TreeSet<>(before);
        stable.retainAll(after);
        Set<String> ever = new TreeSet<>(before);
        ever.addAll(after);

        assertThat(stable).as("%s: what the guest says twice", name).hasSizeGreaterThan(atLeast);
        assertThat(view).as("%s: all that the guest says twice", name).containsAll(stable);
        assertThat(ever).as("%s: nothing that the guest does not say", name).containsAll(view);
    }
}
