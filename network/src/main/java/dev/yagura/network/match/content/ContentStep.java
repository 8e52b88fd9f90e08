package dev.yagura.network.match.content;

import dev.yagura.network.rules.BufferCondition.Content;
import dev.yagura.network.rules.BufferCondition.FastPattern;
import dev.yagura.network.rules.BufferCondition.Place;
import dev.yagura.network.rules.Quantity;

/** {@code content}. */
final class ContentStep implements Step {
    private final Place place;
    private final boolean negated;
    private final boolean apart;
    private final ByteSearch search;

    ContentStep(Content content) {
        place = content.place();
        negated = content.negated();
        apart = content.fastPattern().map(FastPattern::only).orElse(false);
        search = new ByteSearch(content.pattern().toArray(), content.ignoresCase());
    }

    @Override
    public boolean isRelative() {
        return place.distance().isPresent() || place.within().isPresent();
    }

    @Override
    public boolean matches(Inspection inspection, int index, int position) {
        int length = inspection.bytes().length;
        long from = from(inspection.numbers(), position);
        long to = Math.min(length, to(inspection.numbers(), position));
        if (place.end()) {
            from = Math.max(from, length - (long) search.length());
        }
        if (negated) {
            return find(inspection, from, to) == ByteSearch.NOT_FOUND
                    && inspection.rest(index + 1, position);
        }
        while (true) {
            int start = find(inspection, from, to);
            if (start == ByteSearch.NOT_FOUND) {
                return false;
            }
            // One that is there to find the rule by does not count as the match before.
            int end = apart ? position : start + search.length();
            if (inspection.rest(index + 1, end)) {
                return true;
            }
            if (apart || !inspection.isWorthAnotherTry()) {
                return false;
            }
            from = start + 1L;
        }
    }

    /** Returns the first byte that a match may start at. */
    private long from(Numbers numbers, int position) {
        if (isRelative()) {
            return Math.max(0, position + of(numbers, place.distance(), 0));
        }
        return of(numbers, place.offset(), 0);
    }

    /** Returns the byte that a match has to end before. */
    private long to(Numbers numbers, int position) {
        if (place.within().isPresent()) {
            return position + of(numbers, place.distance(), 0) + of(numbers, place.within(), 0);
        }
        if (place.start()) {
            return search.length();
        }
        return of(numbers, place.offset(), 0) + of(numbers, place.depth(), Integer.MAX_VALUE);
    }

    private static long of(Numbers numbers, java.util.Optional<Quantity> quantity, long otherwise) {
        return quantity.map(numbers::of).orElse(otherwise);
    }

    private int find(Inspection inspection, long from, long to) {
        if (to - from < search.length()) {
            return ByteSearch.NOT_FOUND;
        }
        int found = search.find(inspection.bytes(), (int) from, (int) to);
        inspection.effort().look(found == ByteSearch.NOT_FOUND ? to - from : found + 1 - from);
        return found;
    }
}
