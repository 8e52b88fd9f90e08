package dev.yagura.network.match;

import dev.yagura.network.rules.Buffer;
import dev.yagura.network.rules.BufferCondition;
import dev.yagura.network.rules.BufferCondition.Content;
import dev.yagura.network.rules.BufferCondition.Place;

/** From where conditions on payloads count. */
final class Positions {
    private Positions() {}

    /** Returns whether it is a content at a certain place of a payload. */
    static boolean isContentAtPlace(BufferCondition condition) {
        return condition instanceof Content content
                && content.where().buffer() == Buffer.PAYLOAD
                && isAtPlace(content.place());
    }

    /** Returns whether a condition means nothing where the start of a payload is not at hand. */
    static boolean countsFromStart(BufferCondition condition) {
        if (condition.where().buffer() != Buffer.PAYLOAD) {
            return false;
        }
        return switch (condition) {
            case Content content -> isAtPlace(content.place());
            case BufferCondition.Regex regex ->
                    !regex.relative()
                            && (regex.anchored() || regex.regex().toString().startsWith("^"));
            case BufferCondition.DataAt dataAt -> !dataAt.relative();
            case BufferCondition.ByteTest test -> !test.number().relative();
            case BufferCondition.ByteJump jump -> !jump.number().relative();
            case BufferCondition.ByteExtract extract -> !extract.number().relative();
            case BufferCondition.Base64 base64 -> !base64.relative();
            case BufferCondition.Size _,
                    BufferCondition.Membership _,
                    BufferCondition.Reputation _ ->
                    true;
        };
    }

    private static boolean isAtPlace(Place place) {
        return place.offset().isPresent() || place.depth().isPresent() || place.start();
    }
}
