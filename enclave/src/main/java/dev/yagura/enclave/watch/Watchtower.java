package dev.yagura.enclave.watch;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.agent.GuestSource;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.KernelNotFoundException;
import dev.yagura.kernel.KernelSources;
import dev.yagura.kernel.isf.Isf;
import dev.yagura.kernel.linux.content.Contents;
import dev.yagura.kernel.linux.content.NoSuchContentException;
import dev.yagura.kernel.linux.tables.LinuxTables;
import dev.yagura.kernel.symbols.LinkedSymbols;
import dev.yagura.kernel.symbols.SystemMap;
import dev.yagura.kernel.table.Gap;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.Row;
import dev.yagura.kernel.table.TableContext;
import dev.yagura.kernel.table.TableRows;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Watches VMs from this process, be it an enclave or not.
 *
 * <p>Every question is one look: the VM is opened, its kernel found while it runs, then it is
 * paused (where it can be and the asker did not say otherwise), read, and resumed. Safe for
 * concurrent use.
 */
public final class Watchtower implements Watch {
    private final GuestPool guests;
    private final String label;
    private final Map<String, KernelSources> sources = new ConcurrentHashMap<>();

    /**
     * Watches these VMs.
     *
     * @param guests the VMs
     * @param label what every row says of the enclave: {@code "simulated"}, or {@code "none"}
     */
    public Watchtower(GuestPool guests, String label) {
        this.guests = guests;
        this.label = label;
    }

    @Override
    public List<Row> guests() throws IOException {
        return guests.rows();
    }

    @Override
    public void provide(Optional<String> guest, SourceKind kind, byte[] bytes) throws IOException {
        GuestPool.Found found = guests.find(guest);
        MemorySegment file = MemorySegment.ofArray(bytes);
        try {
            UnaryOperator<KernelSources> change =
                    switch (kind) {
                        case SYSTEM_MAP -> {
                            LinkedSymbols symbols = SystemMap.read(file);
                            yield known -> known.with(symbols);
                        }
                        case ISF -> {
                            Isf isf = Isf.read(file);
                            yield known -> known.with(isf);
                        }
                    };
            sources.compute(
                    key(found),
                    (name, known) -> change.apply(known == null ? KernelSources.NONE : known));
        } catch (MalformedStructureException e) {
            throw new WatchException(
                    Reason.BAD_REQUEST, "kernel source: %s".formatted(e.getMessage()), e);
        }
    }

    @Override
    public Answer show(Optional<String> guest, ShowRequest request) throws IOException {
        GuestTable table =
                LinuxTables.named(request.view())
                        .orElseThrow(() ->
                                new WatchException(Reason.BAD_REQUEST, unknown(request.view())));
        GuestPool.Found found = guests.find(guest);
        try (GuestSource source = open(found)) {
            return answering(
                    found,
                    () -> {
                        LookAt look = LookAt.open(source, sourcesOf(found), request.live());
                        TableRows rows =
                                look.read(linux ->
                                        table.read(
                                                new TableContext(
                                                        linux,
                                                        look.identity(),
                                                        request.pid(),
                                                        request.brief())));
                        return answer(rows, look.facts());
                    });
        }
    }

    private Answer answer(TableRows rows, LookFacts facts) {
        Row end =
                Row.of(
                                "rows", rows.rows().size(),
                                "complete", rows.isWhole(),
                                "notCovered", rows.gaps().stream().map(Watchtower::fields).toList())
                        .with(facts.fields());
        return new Answer(rows.rows().stream().map(this::labelled).toList(), labelled(end));
    }

    private static SequencedMap<String, Object> fields(Gap gap) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("what", gap.what());
        fields.put("why", gap.why());
        fields.put("text", gap.what() + ": " + gap.why());
        return fields;
    }

    private static String unknown(String view) {
        return "view is \"%s\", expected one of %s"
                .formatted(view, String.join(", ", LinuxTables.names()));
    }

    @Override
    public Row scan(Optional<String> guest, ScanRequest request, Consumer<Row> findings)
            throws IOException {
        GuestPool.Found found = guests.find(guest);
        try (GuestSource source = open(found)) {
            return answering(
                    found,
                    () -> {
                        LookAt look = LookAt.open(source, sourcesOf(found), request.live());
                        return new ScanRows(found, label).scan(look, request, findings);
                    });
        }
    }

    @Override
    public Row extract(Optional<String> guest, ExtractRequest request, Consumer<Row> rows)
            throws IOException {
        GuestPool.Found found = guests.find(guest);
        try (GuestSource source = open(found)) {
            return answering(
                    found,
                    () -> {
                        LookAt look = LookAt.open(source, sourcesOf(found), request.live());
                        ContentRows content = new ContentRows(rows);
                        Row end =
                                look.read(linux -> {
                                    new Contents(linux).extract(request.content(), content);
                                    return content.end();
                                });
                        return labelled(end.with(look.facts().fields()));
                    });
        }
    }

    @Override
    public void close() {
        sources.clear();
    }

    private Row labelled(Row row) {
        return row.with(Map.of("enclave", label));
    }

    private GuestSource open(GuestPool.Found found) throws WatchException {
        try {
            return found.open();
        } catch (IOException e) {
            throw GuestPool.opening(found, e);
        }
    }

    private KernelSources sourcesOf(GuestPool.Found found) {
        return sources.getOrDefault(key(found), KernelSources.NONE);
    }

    private static String key(GuestPool.Found found) {
        return found.agent() + "/" + found.description().id();
    }

    /** Something that answers a question about a VM. */
    @FunctionalInterface
    private interface Question<T> {
        T ask() throws IOException;
    }

    /** Says in the user's words what kept a question from being answered. */
    private static <T> T answering(GuestPool.Found found, Question<T> question)
            throws WatchException {
        try {
            return question.ask();
        } catch (WatchException e) {
            throw e;
        } catch (NoSuchContentException e) {
            throw failed(found, Reason.BAD_REQUEST, e);
        } catch (KernelNotFoundException e) {
            throw failed(found, Reason.NO_KERNEL, e);
        } catch (IOException e) {
            throw failed(found, Reason.INCOMPLETE, e);
        }
    }

    private static WatchException failed(GuestPool.Found found, Reason reason, IOException e) {
        return new WatchException(reason, "VM %s: %s".formatted(key(found), e.getMessage()), e);
    }
}
