package dev.yagura.enclave.watch;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.agent.GuestSource;
import dev.yagura.enclave.disk.DiskKeys;
import dev.yagura.enclave.disk.DiskLook;
import dev.yagura.enclave.disk.DiskTables;
import dev.yagura.enclave.disk.FileRequest;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.KernelSources;
import dev.yagura.kernel.linux.content.Contents;
import dev.yagura.kernel.linux.tables.LinuxTables;
import dev.yagura.kernel.table.Gap;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.Row;
import dev.yagura.kernel.table.TableContext;
import dev.yagura.kernel.table.TableRows;
import dev.yagura.storage.block.crypt.Secret;
import dev.yagura.storage.disk.DiskLimits;
import dev.yagura.storage.disk.KeyRing;
import java.io.IOException;
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
    private final Map<String, GivenFiles> given = new ConcurrentHashMap<>();
    private final DiskKeys keys = new DiskKeys();

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
        try {
            UnaryOperator<GivenFiles> change = GivenFiles.change(kind, bytes);
            given.compute(
                    found.key(),
                    (name, known) -> change.apply(known == null ? GivenFiles.NONE : known));
        } catch (MalformedStructureException e) {
            throw new WatchException(
                    Reason.BAD_REQUEST, "kernel source: %s".formatted(e.getMessage()), e);
        }
    }

    @Override
    public void unlock(Optional<String> guest, Optional<String> volume, Secret key)
            throws IOException {
        GuestPool.Found found = guests.find(guest);
        if (!keys.add(found.key(), volume, key)) {
            throw new WatchException(
                    Reason.BAD_REQUEST,
                    "VM %s: there are %d keys, which is as many as are kept"
                            .formatted(found.key(), DiskLimits.MAX_KEYS));
        }
    }

    @Override
    public void giveHeader(Optional<String> guest, String volume, byte[] header)
            throws IOException {
        GuestPool.Found found = guests.find(guest);
        if (!keys.addHeader(found.key(), volume, header)) {
            throw new WatchException(
                    Reason.BAD_REQUEST,
                    "VM %s: header of %d bytes, expected up to %d of at most %d"
                            .formatted(
                                    found.key(),
                                    header.length,
                                    DiskLimits.MAX_HEADERS,
                                    DiskLimits.MAX_HEADER_BYTES));
        }
    }

    @Override
    public void lock(Optional<String> guest) throws IOException {
        keys.forget(guests.find(guest).key());
    }

    @Override
    public Answer show(Optional<String> guest, ShowRequest request) throws IOException {
        requireView(request.view());
        GuestPool.Found found = guests.find(guest);
        try (GuestSource source = open(found)) {
            return Asking.answering(
                    found,
                    () ->
                            Views.isOfDisks(request.view())
                                    ? showDisks(found, source, request)
                                    : showMemory(found, source, request));
        }
    }

    private Answer showMemory(GuestPool.Found found, GuestSource source, ShowRequest request)
            throws IOException {
        requireMemory(found);
        GuestTable table = LinuxTables.named(request.view()).orElseThrow();
        LookAt look = LookAt.open(source, sourcesOf(found), request.live());
        TableRows rows =
                look.read(linux ->
                        table.read(
                                new TableContext(
                                        linux, look.identity(), request.pid(), request.brief())));
        return answer(rows, look.facts().fields());
    }

    private Answer showDisks(GuestPool.Found found, GuestSource source, ShowRequest request)
            throws IOException {
        try (DiskLook look = look(found, source)) {
            TableRows rows = DiskTables.read(request.view(), look, request.brief());
            return answer(rows, DiskFacts.of(look));
        }
    }

    @Override
    public Row files(Optional<String> guest, FileRequest request, Consumer<Row> rows)
            throws IOException {
        GuestPool.Found found = guests.find(guest);
        try (GuestSource source = open(found)) {
            return Asking.answering(
                    found,
                    () -> {
                        try (DiskLook look = look(found, source)) {
                            KernelSources known = sourcesOf(found);
                            FileLook files =
                                    new FileLook(
                                            source, look, () -> LookAt.open(source, known, false));
                            return labelled(files.ask(request, rows));
                        }
                    });
        }
    }

    @Override
    public OpenFiles open(Optional<String> guest, TreeRequest request) throws IOException {
        GuestPool.Found found = guests.find(guest);
        GuestSource source = open(found);
        DiskLook look = look(found, source);
        try {
            return Asking.answering(
                    found,
                    () -> {
                        KernelSources known = sourcesOf(found);
                        FileLook files =
                                new FileLook(source, look, () -> LookAt.open(source, known, false));
                        return files.hold(
                                request,
                                Map.of("vm", found.description().name(), "enclave", label));
                    });
        } catch (WatchException e) {
            try (source) {
                look.close();
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    @Override
    public OpenCapture capture(Optional<String> guest, List<String> interfaces) throws IOException {
        GuestPool.Found found = guests.find(guest);
        GuestSource source = open(found);
        Row facts = labelled(Row.of("vm", found.description().id()));
        return Asking.answering(found, () -> GuestCapture.open(source, interfaces, facts));
    }

    private DiskLook look(GuestPool.Found found, GuestSource source) {
        try (KeyRing ring = keys.of(found.key())) {
            return DiskLook.open(source, ring);
        }
    }

    private Answer answer(TableRows rows, SequencedMap<String, Object> facts) {
        Row end =
                Row.of(
                                "rows", rows.rows().size(),
                                "complete", rows.isWhole(),
                                "notCovered", rows.gaps().stream().map(Watchtower::fields).toList())
                        .with(facts);
        return new Answer(rows.rows().stream().map(this::labelled).toList(), labelled(end));
    }

    private static SequencedMap<String, Object> fields(Gap gap) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("what", gap.what());
        fields.put("why", gap.why());
        fields.put("text", gap.what() + ": " + gap.why());
        return fields;
    }

    private static void requireMemory(GuestPool.Found found) throws WatchException {
        if (found.description().ram().isEmpty()) {
            throw new WatchException(
                    Reason.BAD_REQUEST,
                    "VM %s: there are its disks only, and this asks for its memory"
                            .formatted(found.key()));
        }
    }

    private static void requireView(String view) throws WatchException {
        if (!Views.names().contains(view)) {
            throw new WatchException(
                    Reason.BAD_REQUEST,
                    "view is \"%s\", expected one of %s"
                            .formatted(view, String.join(", ", Views.names())));
        }
    }

    @Override
    public Row scan(Optional<String> guest, ScanRequest request, Consumer<Row> findings)
            throws IOException {
        GuestPool.Found found = guests.find(guest);
        try (GuestSource source = open(found);
                KeyRing ring = keys.of(found.key())) {
            return Asking.answering(
                    found,
                    () ->
                            new GuestScan(source, givenFor(found), ring)
                                    .scan(request, new ScanRows(found, label), findings));
        }
    }

    @Override
    public Row module(Optional<String> guest, ModuleRequest request, Consumer<Row> rows)
            throws IOException {
        GuestPool.Found found = guests.find(guest);
        requireMemory(found);
        ModuleLook module = new ModuleLook(request, new ScanRows(found, label));
        try (GuestSource source = open(found);
                KeyRing ring = keys.of(found.key());
                ModuleDisks disks = ModuleDisks.of(source, ring, module.readsFiles())) {
            return Asking.answering(
                    found,
                    () -> {
                        LookAt look = LookAt.open(source, sourcesOf(found), request.live());
                        return labelled(module.run(look, disks, rows));
                    });
        }
    }

    @Override
    public Row extract(Optional<String> guest, ExtractRequest request, Consumer<Row> rows)
            throws IOException {
        GuestPool.Found found = guests.find(guest);
        requireMemory(found);
        try (GuestSource source = open(found)) {
            return Asking.answering(
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
        given.clear();
        keys.close();
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

    private GivenFiles givenFor(GuestPool.Found found) {
        return given.getOrDefault(found.key(), GivenFiles.NONE);
    }

    private KernelSources sourcesOf(GuestPool.Found found) {
        return givenFor(found).sources();
    }
}
