package dev.yagura.detect.yaml;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Reads a file of one document. */
public final class YamlReader {
    /** Longest file, in UTF-16 units; rule sets of other projects are below 300,000. */
    public static final int MAX_CHARS = 1 << 20;

    /** Lists and mappings inside each other; a rule file needs five. */
    private static final int MAX_DEPTH = 16;

    /** Values of one file. */
    private static final int MAX_NODES = 200_000;

    private final YamlSource source;
    private final int[] offsets;
    private final Iterator<Event> events;
    private int nodes;

    private YamlReader(YamlSource source) {
        this.source = source;
        this.offsets = offsets(source.text());
        LoadSettings settings =
                LoadSettings.builder()
                        .setLabel(source.file())
                        .setCodePointLimit(MAX_CHARS)
                        .setAllowRecursiveKeys(false)
                        .setMaxAliasesForCollections(0)
                        .build();
        this.events = new ParserImpl(settings, new StreamReader(settings, source.text()));
    }

    /**
     * Reads a file.
     *
     * @throws YamlException if it is not one document of this kind, or is empty
     */
    public static YamlNode read(YamlSource source) throws YamlException {
        if (source.text().length() > MAX_CHARS) {
            throw source.refused(
                    0,
                    "file has %d characters, expected at most %d"
                            .formatted(source.text().length(), MAX_CHARS));
        }
        try {
            return new YamlReader(source).document();
        } catch (MarkedYamlEngineException e) {
            throw e.getProblemMark()
                    .map(mark ->
                            new YamlException(
                                    source.file(),
                                    mark.getLine() + 1,
                                    mark.getColumn() + 1,
                                    "is no YAML: " + oneLine(e.getProblem())))
                    .orElseGet(() -> source.refused(0, "is no YAML: " + oneLine(e.getProblem())));
        } catch (YamlEngineException e) {
            throw source.refused(0, "is no YAML: " + oneLine(e.getMessage()));
        }
    }

    private static String oneLine(@org.jspecify.annotations.Nullable String text) {
        return String.valueOf(text).lines().findFirst().orElse("");
    }

    private YamlNode document() throws YamlException {
        expect(Event.ID.StreamStart);
        Event first = events.next();
        if (first.getEventId() != Event.ID.DocumentStart) {
            throw source.refused(0, "file is empty, expected a document");
        }
        YamlNode root = node(events.next(), 0);
        expect(Event.ID.DocumentEnd);
        Event last = events.next();
        if (last.getEventId() != Event.ID.StreamEnd) {
            throw source.refused(start(last), "a second document starts, expected one");
        }
        return root;
    }

    private void expect(Event.ID id) throws YamlException {
        Event event = events.next();
        if (event.getEventId() != id) {
            throw source.refused(
                    start(event), "found %s, expected %s".formatted(event.getEventId(), id));
        }
    }

    private YamlNode node(Event event, int depth) throws YamlException {
        int start = start(event);
        if (++nodes > MAX_NODES) {
            throw source.refused(start, "more than %d values, expected fewer".formatted(MAX_NODES));
        }
        if (depth > MAX_DEPTH) {
            throw source.refused(
                    start, "values are nested deeper than %d levels".formatted(MAX_DEPTH));
        }
        if (event.getEventId() == Event.ID.Alias
                || (event instanceof NodeEvent named && named.getAnchor().isPresent())) {
            throw source.refused(
                    start,
                    "found an anchor or alias, expected the value itself, a list or a macro");
        }
        return switch (event.getEventId()) {
            case Scalar -> scalar((ScalarEvent) event);
            case SequenceStart -> sequence(start, depth);
            case MappingStart -> mapping(start, depth);
            default ->
                    throw source.refused(
                            start, "found %s, expected a value".formatted(event.getEventId()));
        };
    }

    private YamlNode.Scalar scalar(ScalarEvent event) throws YamlException {
        if (event.getTag().isPresent()) {
            throw source.refused(
                    start(event), "found tag %s, expected none".formatted(event.getTag().get()));
        }
        ScalarStyle style = event.getScalarStyle();
        return new YamlNode.Scalar(
                event.getValue(),
                start(event),
                event.getEndMark().map(this::offset).orElse(source.text().length()),
                switch (style) {
                    case PLAIN -> YamlNode.Style.PLAIN;
                    case LITERAL, FOLDED -> YamlNode.Style.BLOCK;
                    default -> YamlNode.Style.QUOTED;
                });
    }

    private YamlNode.Sequence sequence(int start, int depth) throws YamlException {
        List<YamlNode> items = new ArrayList<>();
        for (Event next = events.next();
                next.getEventId() != Event.ID.SequenceEnd;
                next = events.next()) {
            items.add(node(next, depth + 1));
        }
        return new YamlNode.Sequence(items, start);
    }

    private YamlNode.Mapping mapping(int start, int depth) throws YamlException {
        List<YamlNode.Entry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Event next = events.next();
                next.getEventId() != Event.ID.MappingEnd;
                next = events.next()) {
            if (!(node(next, depth + 1) instanceof YamlNode.Scalar name)) {
                throw source.refused(start(next), "found a list or mapping, expected a name");
            }
            if (!names.add(name.value())) {
                throw source.refused(name.start(), "\"%s\" is there twice".formatted(name.value()));
            }
            entries.add(new YamlNode.Entry(name, node(events.next(), depth + 1)));
        }
        return new YamlNode.Mapping(entries, start);
    }

    private int start(Event event) {
        return event.getStartMark().map(this::offset).orElse(0);
    }

    /** Marks count code points, offsets count UTF-16 units. */
    private int offset(Mark mark) {
        int index = mark.getIndex();
        return offsets.length == 0 ? index : offsets[Math.min(index, offsets.length - 1)];
    }

    /** Returns the offset of each code point; empty where code points and offsets are the same. */
    private static int[] offsets(String text) {
        int count = text.codePointCount(0, text.length());
        if (count == text.length()) {
            return new int[0];
        }
        int[] offsets = new int[count + 1];
        int at = 0;
        for (int i = 0; i < count; i++) {
            offsets[i] = at;
            at += Character.charCount(text.codePointAt(at));
        }
        offsets[count] = at;
        return offsets;
    }
}
