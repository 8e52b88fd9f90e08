package dev.yagura.testkit.attacker;

import dev.yagura.testkit.attacker.Intrusion.Place;
import dev.yagura.testkit.attacker.Intrusion.RedirectedSystemCall;
import dev.yagura.testkit.guest.Guest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a kernel gets from a system call's number to its handler. */
final class SystemCalls {
    private static final String TABLE = "sys_call_table";
    private static final String DISPATCHER = "x64_sys_call";
    private static final int MAX_DISPATCHER_BYTES = 1 << 16;
    private static final int OPCODE_CALL = 0xE8;
    private static final int OPCODE_JMP = 0xE9;
    private static final int DISPLACEMENT_BYTES = 4;

    private final Guest guest;
    private final KernelMemory memory;
    private final long table;
    private final Optional<Long> dispatcher;

    SystemCalls(Guest guest, KernelMemory memory, Map<String, Long> symbols) throws IOException {
        this.guest = guest;
        this.memory = memory;
        this.table = Attacker.required(symbols, TABLE);
        this.dispatcher = Optional.ofNullable(symbols.get(DISPATCHER));
    }

    /** Returns what has to be changed on this kernel for a redirection to take effect. */
    Place effectivePlace() {
        return dispatcher.isPresent() ? Place.DISPATCHER : Place.TABLE_SLOT;
    }

    /** Finds what a redirection has to change; changes nothing yet. The guest must run. */
    RedirectedSystemCall plan(int number, long targetGva, Place place) throws IOException {
        long slot = table + (long) number * Long.BYTES;
        long handlerGva = memory.u64(slot);
        String handler = handlerAt(number, handlerGva);
        long patched =
                switch (place) {
                    case TABLE_SLOT -> slot;
                    case DISPATCHER -> displacementOfJumpTo(handlerGva, handler);
                };
        return new RedirectedSystemCall(number, handler, handlerGva, targetGva, place, patched);
    }

    /** Makes a planned redirection lead to its target, or back to its handler. */
    void set(RedirectedSystemCall call, boolean redirected) throws IOException {
        long destination = redirected ? call.targetGva() : call.handlerGva();
        switch (call.place()) {
            case TABLE_SLOT -> memory.write64(call.patchedGva(), destination);
            case DISPATCHER -> memory.write32(call.patchedGva(), displacement(call, destination));
        }
    }

    private static int displacement(RedirectedSystemCall call, long destination)
            throws IOException {
        long displacement = destination - (call.patchedGva() + DISPLACEMENT_BYTES);
        if (displacement != (int) displacement) {
            throw new IOException(
                    "x64_sys_call: 0x%x is too far for a jump from 0x%x, expected within 2 GiB"
                            .formatted(destination, call.patchedGva()));
        }
        return (int) displacement;
    }

    private String handlerAt(int number, long handlerGva) throws IOException {
        return guest.symbolsAt(handlerGva).stream()
                .filter(name -> name.contains("sys_"))
                .min(
                        Comparator.comparing((String name) -> !name.startsWith("__x64_sys_"))
                                .thenComparing(Comparator.naturalOrder()))
                .orElseThrow(() ->
                        new IOException(
                                "sys_call_table: slot %d leads to 0x%x, expected a handler"
                                        .formatted(number, handlerGva)));
    }

    /** Returns where the one direct jump or call to a handler has its 4 bytes of displacement. */
    private long displacementOfJumpTo(long handlerGva, String handler) throws IOException {
        long start = dispatcher.orElseThrow(() -> new IOException("kernel: has no x64_sys_call"));
        long end = Math.min(start + MAX_DISPATCHER_BYTES, guest.nextSymbolAfter(DISPATCHER));
        ByteBuffer code = KernelMemory.littleEndian(memory.read(start, (int) (end - start)));
        List<Long> found = new ArrayList<>();
        for (int i = 2; i + DISPLACEMENT_BYTES <= code.limit(); i++) {
            if (start + i + DISPLACEMENT_BYTES + code.getInt(i) == handlerGva && isJump(code, i)) {
                found.add(start + i);
            }
        }
        if (found.size() != 1) {
            throw new IOException(
                    "x64_sys_call: found %d jumps to %s, expected 1"
                            .formatted(found.size(), handler));
        }
        return found.getFirst();
    }

    /** Returns whether the bytes before a displacement are those of a call, jmp or jcc. */
    private static boolean isJump(ByteBuffer code, int displacementAt) {
        int last = Byte.toUnsignedInt(code.get(displacementAt - 1));
        int lastButOne = Byte.toUnsignedInt(code.get(displacementAt - 2));
        return last == OPCODE_CALL
                || last == OPCODE_JMP
                || (lastButOne == 0x0F && (last & 0xF0) == 0x80);
    }
}
