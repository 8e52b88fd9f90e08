package dev.yagura.it.attack;

import dev.yagura.it.core.GuestCore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Attacks that are in a guest's memory at once: no two of them are made on the same thing.
 *
 * @param number from 1
 * @param attacks in the order of the table
 */
record Round(int number, List<Attack> attacks) {
    /** Copies the list. */
    Round {
        attacks = List.copyOf(attacks);
    }

    /** Puts each attack that a guest's kernel knows into the first round that has room for it. */
    static List<Round> of(List<Attack> all, GuestCore guest) throws IOException {
        List<List<Attack>> rounds = new ArrayList<>();
        List<Set<String>> changed = new ArrayList<>();
        for (Attack attack : all) {
            if (!attack.mechanism().isIn(guest)) {
                continue;
            }
            int round = 0;
            while (round < rounds.size() && !disjoint(changed.get(round), attack.changed())) {
                round++;
            }
            if (round == rounds.size()) {
                rounds.add(new ArrayList<>());
                changed.add(new HashSet<>());
            }
            rounds.get(round).add(attack);
            changed.get(round).addAll(attack.changed());
        }
        List<Round> numbered = new ArrayList<>();
        for (List<Attack> round : rounds) {
            numbered.add(new Round(numbered.size() + 1, round));
        }
        return numbered;
    }

    private static boolean disjoint(Set<String> one, Set<String> other) {
        return one.stream().noneMatch(other::contains);
    }
}
