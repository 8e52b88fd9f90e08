package dev.yagura.kernel.find;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.kernel.types.StructType;
import dev.yagura.kernel.types.TypeCatalog;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;

/**
 * Checks that symbols, types and memory belong together, by the first task.
 *
 * <p>{@code init_task} never exits. It is called {@code swapper}, with the number of its CPU behind
 * it, and the task after it in the task list is the first process, which never exits either; so
 * both hold at any moment, also while the guest runs.
 */
final class TypeFit {
    private static final String INIT_TASK = "init_task";
    private static final String TASK = "task_struct";
    private static final String SWAPPER = "swapper";
    private static final int COMM_BYTES = 16;

    private final AddressSpace memory;
    private final TypeCatalog types;
    private final long initTask;

    private TypeFit(AddressSpace memory, TypeCatalog types, long initTask) {
        this.memory = memory;
        this.types = types;
        this.initTask = initTask;
    }

    /**
     * Checks the first task.
     *
     * @throws MalformedStructureException if a symbol or member is missing, or is not what it must
     *     be
     */
    static void check(AddressSpace memory, SymbolTable symbols, TypeCatalog types)
            throws IOException {
        long initTask =
                symbols.address(INIT_TASK)
                        .orElseThrow(() -> malformed(INIT_TASK, "symbol", 0, "is missing"));
        TypeFit fit = new TypeFit(memory, types, initTask);
        fit.checkName();
        fit.checkList();
    }

    private void checkName() throws IOException {
        long offset = offset("comm");
        String comm = memory.cString(initTask + offset, COMM_BYTES);
        if (!comm.startsWith(SWAPPER)) {
            throw malformed(
                    INIT_TASK, "comm", offset, "does not begin with swapper, expected swapper/0");
        }
    }

    private void checkList() throws IOException {
        long offset = offset("tasks");
        long self = initTask + offset;
        long next = memory.u64(self);
        long back = memory.u64(next + Long.BYTES);
        if (back != self) {
            throw malformed(
                    INIT_TASK,
                    "tasks.next.prev",
                    offset,
                    "is 0x" + Long.toHexString(back) + ", expected 0x" + Long.toHexString(self));
        }
    }

    private long offset(String member) throws MalformedStructureException {
        StructType task =
                types.struct(TASK).orElseThrow(() -> malformed(TASK, "type", 0, "is missing"));
        return task.member(member)
                .orElseThrow(() -> malformed(TASK, member, 0, "is missing"))
                .offsetBytes();
    }

    private static MalformedStructureException malformed(
            String structure, String field, long offset, String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, structure, field, offset, detail);
    }
}
