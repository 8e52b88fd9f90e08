package dev.yagura.it.attack;

import dev.yagura.detect.Finding;
import dev.yagura.it.core.GuestCore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Holds the findings of one scan against the attacks that were in the guest's memory. */
final class Judgement {
    /**
     * A finding that there must be once.
     *
     * @param attack id of the detector that the intrusion is an attack on
     * @param detector id of the one that must find it
     * @param names what the finding has to name
     */
    private record Expected(String attack, String detector, String names) {
        boolean isMetBy(Finding finding) {
            return finding.rule().equals(detector) && words(finding).contains(names);
        }

        @Override
        public String toString() {
            return "attack on %s: %s, naming \"%s\"".formatted(attack, detector, names);
        }
    }

    private final List<Expected> expected = new ArrayList<>();

    /** Plants an attack, and expects of the scan what is to be found of it. */
    void plant(Attack attack, GuestCore guest) throws IOException {
        String name = attack.plant().in(guest);
        expected.add(new Expected(attack.detector(), attack.detector(), name));
        expect(attack, attack.witnesses(), name);
    }

    /** Makes the change beside an attack, and expects of the scan what is to be found of it. */
    void plantNeighbour(Attack attack, GuestCore guest) throws IOException {
        expect(attack, attack.besides(), attack.neighbour().in(guest));
    }

    private void expect(Attack attack, List<Attack.Witness> witnesses, String name) {
        for (Attack.Witness witness : witnesses) {
            String names = witness.names().isEmpty() ? name : witness.names();
            expected.add(new Expected(attack.detector(), witness.detector(), names));
        }
    }

    /**
     * Returns what is wrong with a scan's findings; each must be expected, and each expected be.
     */
    List<String> of(List<Finding> findings) {
        List<String> wrong = new ArrayList<>();
        for (Expected one : expected) {
            long met = findings.stream().filter(one::isMetBy).count();
            if (met != 1) {
                wrong.add("%s: %d findings, expected one".formatted(one, met));
            }
        }
        for (Finding finding : findings) {
            List<Expected> met = expected.stream().filter(one -> one.isMetBy(finding)).toList();
            if (met.size() != 1) {
                wrong.add(
                        "%s finds what %s: %s"
                                .formatted(
                                        finding.rule(),
                                        met.isEmpty() ? "nobody planted" : "stands for " + met,
                                        words(finding)));
            }
        }
        return wrong;
    }

    /** Returns all that a finding says of where and what. */
    private static String words(Finding finding) {
        StringBuilder words = new StringBuilder(finding.subject() + "; " + finding.title());
        finding.evidence().forEach(fact -> words.append("; ").append(fact.describe()));
        return words.toString();
    }
}
