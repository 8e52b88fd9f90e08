package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.control.KernelFunction;
import dev.yagura.kernel.linux.image.CodeImage;
import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;

/** Reads the tables of places of one file. */
final class SiteReader {
    private static final int RELATIVE_BYTES = 4;
    private static final int NEAR_BYTES = 5;

    /** The section of jump labels. */
    static final String JUMP_LABELS = "__jump_table";

    /** {@code struct jump_entry} on 64-bit machines: two distances and a key of 8 bytes. */
    static final int JUMP_LABEL_BYTES = 16;

    /** The section of static calls. */
    static final String STATIC_CALLS = ".static_call_sites";

    /** {@code struct static_call_site}: two distances. */
    static final int STATIC_CALL_BYTES = 2 * RELATIVE_BYTES;

    private static final int CONDITIONAL_BYTES = 6;

    /** The low bits of a key's place say what kind of site it is. */
    private static final long KEY_FLAGS = 3;

    /** Of a jump label's key: that the branch is taken while the key is off. */
    private static final long INVERTED = 1;

    /** Of a static call's key: that the call does not come back. */
    private static final long TAIL = 1;

    private final CodeImage image;
    private final LongUnaryOperator place;
    private final StructViews views;
    private final SymbolTable symbols;
    private final List<PatchSite> sites = new ArrayList<>();

    private SiteReader(CodeImage image, Linux linux, LongUnaryOperator place) {
        this.image = image;
        this.place = place;
        this.views = linux.views();
        this.symbols = linux.kernel().symbols();
    }

    /**
     * Reads all tables of a file.
     *
     * @param place tells where the guest has what has an address in the image
     * @throws IOException if this kernel's structures have no such members
     */
    static List<PatchSite> read(CodeImage image, Linux linux, LongUnaryOperator place)
            throws IOException {
        SiteReader reader = new SiteReader(image, linux, place);
        reader.relative(".smp_locks", LockPrefix::new);
        reader.relative(".return_sites", ReturnSite::new);
        reader.relative(".ibt_endbr_seal", LandingPad::new);
        reader.relative(".retpoline_sites", reader::indirectBranch);
        reader.tracerSites();
        reader.jumpLabels();
        reader.staticCalls();
        reader.alternatives();
        reader.pointerCalls();
        reader.runtimeConstants();
        return reader.sites;
    }

    /** Makes a place of its address. */
    private interface Maker {
        PatchSite at(long gva);
    }

    private void relative(String section, Maker maker) {
        Optional<SiteTable> table = section(section, RELATIVE_BYTES);
        for (int i = 0; table.isPresent() && i < table.get().count(); i++) {
            sites.add(maker.at(table.get().relative(i, 0)));
        }
    }

    private Optional<SiteTable> section(String name, int entryBytes) {
        return image.part(name).map(part -> new SiteTable(part.gva(), part.bytes(), entryBytes));
    }

    /** Returns a table that is a section in modules, and between two symbols in the kernel. */
    private Optional<SiteTable> table(String section, String name, int entryBytes) {
        Optional<SiteTable> own = section(section, entryBytes);
        OptionalLong start = symbols.address("__start_" + name);
        OptionalLong stop = symbols.address("__stop_" + name);
        if (own.isPresent() || start.isEmpty() || stop.isEmpty()) {
            return own;
        }
        long length = stop.getAsLong() - start.getAsLong();
        if (length <= 0 || length > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        return image.bytes(start.getAsLong(), (int) length)
                .map(bytes -> new SiteTable(start.getAsLong(), bytes, entryBytes));
    }

    private PatchSite indirectBranch(long gva) {
        Optional<KernelFunction> code = code(gva, NEAR_BYTES);
        boolean longer = code.isPresent() && (code.get().u8(0) == 0x2E || code.get().u8(0) == 0x0F);
        return new IndirectBranch(gva, longer ? CONDITIONAL_BYTES : NEAR_BYTES);
    }

    private Optional<KernelFunction> code(long gva, int lengthBytes) {
        return image.bytes(gva, lengthBytes).map(bytes -> new KernelFunction("code", gva, bytes));
    }

    private void tracerSites() {
        Optional<SiteTable> table = table("__mcount_loc", "mcount_loc", Long.BYTES);
        for (int i = 0; table.isPresent() && i < table.get().count(); i++) {
            sites.add(new TracerSite(table.get().u64(i, 0)));
        }
    }

    private void jumpLabels() {
        Optional<SiteTable> table = table(JUMP_LABELS, "__jump_table", JUMP_LABEL_BYTES);
        for (int i = 0; table.isPresent() && i < table.get().count(); i++) {
            long gva = table.get().relative(i, 0);
            Optional<KernelFunction> code = code(gva, 2);
            if (code.isPresent()) {
                int first = code.get().u8(0);
                boolean isShort = first == 0xEB || (first == 0x66 && code.get().u8(1) == 0x90);
                long key = table.get().relative64(i, 2 * RELATIVE_BYTES);
                sites.add(
                        new JumpLabel(
                                place.applyAsLong(gva),
                                isShort ? 2 : NEAR_BYTES,
                                place.applyAsLong(table.get().relative(i, RELATIVE_BYTES)),
                                place.applyAsLong(key & ~KEY_FLAGS),
                                (key & INVERTED) != 0));
            }
        }
    }

    private void staticCalls() {
        Optional<SiteTable> table = table(STATIC_CALLS, "static_call_sites", STATIC_CALL_BYTES);
        for (int i = 0; table.isPresent() && i < table.get().count(); i++) {
            long gva = table.get().relative(i, 0);
            long key = table.get().relative(i, RELATIVE_BYTES);
            boolean conditional =
                    code(gva, CONDITIONAL_BYTES).filter(Patch::isConditional).isPresent();
            sites.add(
                    new StaticCall(
                            place.applyAsLong(gva),
                            conditional ? CONDITIONAL_BYTES : NEAR_BYTES,
                            key(place.applyAsLong(key & ~KEY_FLAGS)),
                            (key & TAIL) != 0));
        }
    }

    /** Modules that may not know a key say the trampoline that goes with it. */
    private long key(long gva) {
        return symbols.nearest(gva)
                .filter(nearest -> nearest.offset() == 0)
                .map(nearest -> nearest.symbol().name())
                .filter(name -> name.startsWith(LiveSites.TRAMPOLINE))
                .map(name -> LiveSites.keyOf(symbols, name))
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .orElse(gva);
    }

    private void alternatives() throws IOException {
        if (image.part(".altinstructions").isEmpty()) {
            return;
        }
        SiteTable table =
                section(".altinstructions", (int) views.sizeOf("alt_instr")).orElseThrow();
        int replacement = (int) views.offsetOf("alt_instr", "repl_offset");
        int length = (int) views.offsetOf("alt_instr", "instrlen");
        int replacementLength = (int) views.offsetOf("alt_instr", "replacementlen");
        Map<Long, Integer> lengths = new LinkedHashMap<>();
        Map<Long, List<KernelFunction>> replacements = new LinkedHashMap<>();
        for (int i = 0; i < table.count(); i++) {
            long gva = table.relative(i, 0);
            lengths.merge(gva, table.u8(i, length), Math::max);
            code(table.relative(i, replacement), table.u8(i, replacementLength))
                    .ifPresent(replacements.computeIfAbsent(gva, _ -> new ArrayList<>())::add);
        }
        lengths.forEach((gva, bytes) -> {
            if (bytes > 0) {
                sites.add(new Alternative(gva, bytes, replacements.getOrDefault(gva, List.of())));
            }
        });
    }

    private void pointerCalls() throws IOException {
        if (image.part(".parainstructions").isEmpty()) {
            return;
        }
        SiteTable table =
                section(".parainstructions", (int) views.sizeOf("paravirt_patch_site"))
                        .orElseThrow();
        int length = (int) views.offsetOf("paravirt_patch_site", "len");
        // The last entry goes without its padding.
        int bytes = table.bytes().limit();
        for (int i = 0; (i * table.entryBytes()) + length < bytes; i++) {
            sites.add(new PointerCall(table.u64(i, 0), table.u8(i, length)));
        }
    }

    private void runtimeConstants() {
        for (CodeImage.Part part : image.parts()) {
            runtimeConstants(part, "runtime_ptr_", Long.BYTES);
            runtimeConstants(part, "runtime_shift_", 1);
        }
    }

    private void runtimeConstants(CodeImage.Part part, String prefix, int lengthBytes) {
        if (!part.name().startsWith(prefix)) {
            return;
        }
        SiteTable table = new SiteTable(part.gva(), part.bytes(), RELATIVE_BYTES);
        OptionalLong variable = symbols.address(part.name().substring(prefix.length()));
        for (int i = 0; i < table.count(); i++) {
            sites.add(
                    new RuntimeConstant(
                            table.relative(i, 0),
                            lengthBytes,
                            variable.orElse(table.relative(0, 0))));
        }
    }
}
