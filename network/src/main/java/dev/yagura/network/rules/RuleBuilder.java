package dev.yagura.network.rules;

import dev.yagura.network.rules.BufferCondition.Transform;
import dev.yagura.network.rules.BufferCondition.Where;
import dev.yagura.network.rules.Condition.Flow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A rule as far as its options were read. Refuses what does not go together. */
final class RuleBuilder {
    private final RuleHeader header;
    private final String file;
    private final Datasets datasets;
    private final List<Supplier<Condition>> conditions = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private final Set<String> variables = new HashSet<>();
    private final InfoBuilder info = new InfoBuilder();

    private Where where = new Where(Buffer.PAYLOAD, List.of());
    private @Nullable RuleOption buffer; // that nothing has looked at yet
    private @Nullable ContentBuilder content;
    private boolean hasFastPattern;

    private Optional<Protocol> application;
    private Buffer.Side side = Buffer.Side.BOTH;
    private @Nullable Flow flow;
    private Optional<Threshold> threshold = Optional.empty();
    private boolean reported = true;

    /**
     * Starts a rule without options.
     *
     * @param file where it stands
     */
    RuleBuilder(RuleHeader header, String file, Datasets datasets) {
        this.header = header;
        this.file = file;
        this.datasets = datasets;
        this.application = Optional.of(header.protocol()).filter(Protocol::isApplication);
    }

    InfoBuilder info() {
        return info;
    }

    // Buffers

    /** From now on conditions look at another buffer. */
    void select(RuleOption option, Buffer selected) throws RefusedException {
        requireLookedAt();
        require(option, selected);
        where = new Where(selected, List.of());
        buffer = selected == Buffer.PAYLOAD ? null : option;
    }

    /** Refuses a buffer that what the rule is about does not have. */
    void require(RuleOption option, Buffer required) throws RefusedException {
        if (required.isApplication() && header.protocol() == Protocol.TCP_PACKET) {
            throw option.refused("looks at a stream, the rule at single packets: tcp-pkt");
        }
        if (required.protocol().isPresent()) {
            requireApplication(option, required.protocol().get());
        }
        requireSide(option, required.side());
    }

    private void requireApplication(RuleOption option, Protocol required) throws RefusedException {
        if (application.isPresent() && application.get() != required) {
            throw option.refused(
                    "is of %s, the rule is about %s"
                            .formatted(required.word(), application.get().word()));
        }
        if (!header.protocol().admits(required)) {
            throw option.refused(
                    "is of %s, the rule is about %s"
                            .formatted(required.word(), header.protocol().word()));
        }
        application = Optional.of(required);
    }

    private void requireSide(RuleOption option, Buffer.Side required) throws RefusedException {
        if (required == Buffer.Side.BOTH) {
            return;
        }
        if (side != Buffer.Side.BOTH && side != required) {
            throw option.refused("is what one side sends, the rule looks at what the other sends");
        }
        side = required;
    }

    /** Makes something of the buffer before it is looked at. */
    void transform(RuleOption option, Transform transform) throws RefusedException {
        if (buffer == null) {
            throw option.refused("has no buffer before it");
        }
        List<Transform> transforms = new ArrayList<>(where.transforms());
        transforms.add(transform);
        where = new Where(where.buffer(), transforms);
    }

    /** Returns what the condition at hand looks at. */
    Where look() {
        buffer = null;
        return where;
    }

    /** Returns whether a buffer was selected, other than the payload. */
    boolean hasSelected() {
        return where.buffer() != Buffer.PAYLOAD;
    }

    private void requireLookedAt() throws RefusedException {
        if (buffer != null) {
            throw buffer.refused("is followed by nothing that looks at it");
        }
    }

    // Conditions

    void add(Condition condition) {
        conditions.add(() -> condition);
    }

    /** Adds a content, whose modifiers are still to come. */
    void add(ContentBuilder added) {
        content = added;
        conditions.add(added::build);
    }

    /** Returns the content that an option modifies. */
    ContentBuilder content(RuleOption option) throws RefusedException {
        if (content == null) {
            throw option.refused("has no content before it");
        }
        return content;
    }

    void requireOnlyFastPattern(RuleOption option) throws RefusedException {
        if (hasFastPattern) {
            throw option.refused("is there twice, expected one of a rule");
        }
        hasFastPattern = true;
    }

    /** Returns values that a file beside the rule's has. */
    Dataset load(RuleOption option, String list, Dataset.Type type, boolean worth)
            throws RefusedException {
        return datasets.load(option, file, list, type, worth);
    }

    void declare(String variable) {
        variables.add(variable);
    }

    /** Reads a number, or the name of one that was taken from the packet. */
    Quantity quantity(RuleOption option, String text, long min, long max) throws RefusedException {
        if (variables.contains(text)) {
            return new Quantity.Variable(text);
        }
        if (text.matches("[A-Za-z_].*")) {
            throw option.refused(
                    "names %s, which no byte_extract before it makes"
                            .formatted(RuleOption.quoted(text)));
        }
        return new Quantity.Fixed(option.number(text, min, max));
    }

    // The rest

    void flow(RuleOption option, Flow stated) throws RefusedException {
        if (flow != null) {
            throw option.refused("is there twice, expected one of a rule");
        }
        flow = stated;
        switch (stated.direction()) {
            case TO_SERVER -> requireSide(option, Buffer.Side.CLIENT);
            case TO_CLIENT -> requireSide(option, Buffer.Side.SERVER);
            case ANY -> {}
        }
        add(stated);
    }

    void add(Effect effect) {
        effects.add(effect);
    }

    void threshold(RuleOption option, Threshold stated) throws RefusedException {
        if (threshold.isPresent()) {
            throw option.refused("is a second threshold of the rule");
        }
        threshold = Optional.of(stated);
    }

    void doNotReport() {
        reported = false;
    }

    /**
     * Returns the rule.
     *
     * @param line where it starts
     */
    NetworkRule build(RuleLine line, RuleConfig config) throws RefusedException {
        requireLookedAt();
        return new NetworkRule(
                file,
                line.firstLine(),
                header,
                info.build(config),
                application,
                conditions.stream().map(Supplier::get).toList(),
                effects,
                threshold,
                reported);
    }
}
