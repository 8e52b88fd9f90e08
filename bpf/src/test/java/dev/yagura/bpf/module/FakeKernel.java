package dev.yagura.bpf.module;

import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.fixture.BtfBuilder;
import dev.yagura.kernel.fixture.BtfBuilder.Kind;
import dev.yagura.kernel.fixture.BtfBuilder.Member;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.kernel.types.Btf;
import dev.yagura.kernel.types.TypeCatalog;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;

/**
 * A small Linux whose types are BTF: its tasks, where {@link FakeLinux} has them.
 *
 * @param fake the same with types of the fixture's own
 * @param btf its types
 */
record FakeKernel(Kernel fake, Btf btf) implements Kernel {
    /** Size of a task; a real kernel's is larger. */
    static final int TASK_BYTES = 1024;

    static FakeKernel of(FakeLinux linux) throws IOException {
        return new FakeKernel(linux.guest().kernel(), Btf.parse(described().segment()));
    }

    private static BtfBuilder described() {
        BtfBuilder btf = new BtfBuilder();
        int number = btf.integer("int", 4);
        int unsigned = btf.type(Kind.INT, "unsigned int", false, 4, 0, 32);
        int character = btf.integer("char", 1);
        int index = btf.type(Kind.INT, "unsigned long", false, 8, 0, 64);
        int name = btf.type(Kind.ARRAY, "", false, 0, 0, character, index, 16);
        int list = index + 2; // the type after the array
        btf.struct(
                Kind.STRUCT,
                "list_head",
                16,
                new Member("next", list + 1, 0, 0),
                new Member("prev", list + 1, 64, 0));
        btf.reference(Kind.PTR, "", list);
        int user = btf.struct(Kind.STRUCT, "", 4, new Member("val", unsigned, 0, 0));
        int kuid = btf.reference(Kind.TYPEDEF, "kuid_t", user);
        int cred = btf.struct(Kind.STRUCT, "cred", 32, new Member("euid", kuid, 96, 0));
        int credentials = btf.reference(Kind.PTR, "", cred);
        int constant = btf.reference(Kind.CONST, "", credentials);
        btf.struct(
                Kind.STRUCT,
                "task_struct",
                TASK_BYTES,
                new Member("flags", unsigned, bits(FakeLinux.FLAGS), 0),
                new Member("tasks", list, bits(FakeLinux.TASKS), 0),
                new Member("pid", number, bits(FakeLinux.PID), 0),
                new Member("tgid", number, bits(FakeLinux.PID) + 32, 0),
                new Member("cred", constant, bits(0x248), 0),
                new Member("comm", name, bits(FakeLinux.COMM), 0));
        return btf;
    }

    private static int bits(long bytes) {
        return (int) (8 * bytes);
    }

    @Override
    public AddressSpace memory() {
        return fake.memory();
    }

    @Override
    public SymbolTable symbols() {
        return fake.symbols();
    }

    @Override
    public TypeCatalog types() {
        return btf;
    }

    @Override
    public String release() {
        return fake.release();
    }

    @Override
    public Kernel again() {
        return new FakeKernel(fake.again(), btf);
    }
}
