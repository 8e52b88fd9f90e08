package dev.yagura.detect.yara;

import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A rule that was accepted. Immutable. */
public final class YaraRule {
    private final String file;
    private final Head head;
    private final SequencedMap<String, Object> meta;
    private final List<DeclaredString> strings;
    private final Term condition;
    private final BitSet asksFor;

    /**
     * What stands before a rule's brace.
     *
     * @param name of the rule
     * @param start where its name starts in the file, in characters
     * @param isPrivate whether it is not reported
     * @param isGlobal whether no other rule of the file holds without it
     * @param tags behind the colon
     */
    record Head(String name, int start, boolean isPrivate, boolean isGlobal, List<String> tags) {
        Head {
            tags = List.copyOf(tags);
        }
    }

    YaraRule(
            String file,
            Head head,
            SequencedMap<String, Object> meta,
            List<DeclaredString> strings,
            Term condition,
            BitSet asksFor) {
        this.file = file;
        this.head = head;
        this.meta = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(meta));
        this.strings = List.copyOf(strings);
        this.condition = condition;
        this.asksFor = asksFor;
    }

    /** Returns the file it is in, as the user named it. */
    public String file() {
        return file;
    }

    /** Returns its name. */
    public String name() {
        return head.name();
    }

    /** Returns its tags. */
    public List<String> tags() {
        return head.tags();
    }

    /** Returns what it says of itself: texts, numbers, truths. */
    public SequencedMap<String, Object> meta() {
        return meta;
    }

    /** Returns whether it is for other rules to ask for, and not reported. */
    public boolean isPrivate() {
        return head.isPrivate();
    }

    boolean isGlobal() {
        return head.isGlobal();
    }

    List<DeclaredString> strings() {
        return strings;
    }

    Term condition() {
        return condition;
    }

    /** Returns the earlier rules of its file that its condition asks for. */
    BitSet asksFor() {
        return asksFor;
    }
}
