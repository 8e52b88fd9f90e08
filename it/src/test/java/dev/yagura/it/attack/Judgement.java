package dev.yagura.it.attack;

import dev.yagura.detect.Finding;
import dev.yagura.detect.NotCovered;
import dev.yagura.it.core.GuestCore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Holds what one scan said against the changes that were in the guest's memory. */
final class Judgement {
    /**
     * A finding that there must be once.
     *
     * @param attack id of the detector that the change is an attack on, or is beside one
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
    private final List<String> gaps = new ArrayList<>();

    /** Plants an attack, and expects of the scan what is to be found of it. */
    void plant(Attack attack, GuestCore guest) throws IOException {
        String name = attack.plant().edit().in(guest);
        expected.add(new Expected(attack.detector(), attack.detector(), name));
        expect(attack, attack.plant(), name);
    }

    /** Makes the change beside an attack, and expects of the scan what is to be found of it. */
    void plantNeighbour(Attack attack, GuestCore guest) throws IOException {
        expect(attack, attack.neighbour(), attack.neighbour().edit().in(guest));
    }

    private void expect(Attack attack, Change change, String name) {
        for (Witness witness : change.witnesses()) {
            String names = witness.names().isEmpty() ? name : witness.names();
            expected.add(new Expected(attack.detector(), witness.detector(), names));
        }
        gaps.addAll(change.gaps());
    }

    /** Returns what is wrong: each finding and gap must be expected, and each expected be. */
    List<String> of(List<Finding> findings, List<NotCovered> notCovered) {
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
        for (NotCovered gap : notCovered) {
            if (gaps.stream().noneMatch(gap.what()::startsWith)) {
                wrong.add(
                        "%s does not cover %s: %s"
                                .formatted(gap.detector(), gap.what(), gap.why()));
            }
        }
        for (String gap : gaps) {
            if (notCovered.stream().noneMatch(told -> told.what().startsWith(gap))) {
                wrong.add("nobody tells that %s is not covered".formatted(gap));
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
