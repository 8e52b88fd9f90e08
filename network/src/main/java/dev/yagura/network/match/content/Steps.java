package dev.yagura.network.match.content;

import dev.yagura.network.rules.BufferCondition;
import java.util.List;
import java.util.Optional;

/** Makes steps of conditions. */
final class Steps {
    private Steps() {}

    /**
     * Makes a step.
     *
     * @param decoded what is asked of what {@code base64_decode} makes
     */
    static Step of(BufferCondition condition, Optional<List<Step>> decoded) {
        return switch (condition) {
            case BufferCondition.Content content -> new ContentStep(content);
            case BufferCondition.Regex regex -> new RegexStep(regex);
            case BufferCondition.DataAt dataAt -> new DataAtStep(dataAt);
            case BufferCondition.Size size -> new SizeStep(size.test());
            case BufferCondition.ByteTest test -> new ByteTestStep(test);
            case BufferCondition.ByteJump jump -> new ByteJumpStep(jump);
            case BufferCondition.ByteExtract extract -> new ByteExtractStep(extract);
            case BufferCondition.Membership set ->
                    new DatasetStep(set.values(), worth -> worth.isPresent() != set.negated());
            case BufferCondition.Reputation set ->
                    new DatasetStep(
                            set.values(),
                            worth -> worth.isPresent() && set.test().test(worth.getAsInt()));
            case BufferCondition.Base64 base64 -> new Base64Step(base64, decoded);
        };
    }
}
