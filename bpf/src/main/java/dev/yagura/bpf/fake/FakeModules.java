package dev.yagura.bpf.fake;

/** Two loaded modules, one of which uses the other. */
final class FakeModules {
    private static final int LIVE = 0;
    private static final int NOT_USED = 1;
    private static final int TEXT_BYTES = 0x2000;
    private static final int DATA_BYTES = 0x1000;

    private final FakeRam ram;
    private final long list;
    private long nextCode = FakeRam.MODULES;

    FakeModules(FakeRam ram) {
        this.ram = ram;
        list = ram.emptyList(ram.variable("modules", "list_head"));
        long tracking = module("nf_conntrack", NOT_USED + 1);
        long translation = module("nf_nat", NOT_USED);
        long use = ram.allocate("module_use");
        ram.set(use, "module_use", "source", translation)
                .set(use, "module_use", "target", tracking);
        ram.addTail(
                ram.member(tracking, "module", "source_list"),
                ram.member(use, "module_use", "source_list"));
        ram.addTail(
                ram.member(translation, "module", "target_list"),
                ram.member(use, "module_use", "target_list"));
    }

    /** Returns an address in the code of the first module. */
    long function() {
        return FakeRam.MODULES + 0x40;
    }

    private long module(String name, int references) {
        long module = ram.allocate("module");
        long base = nextCode;
        nextCode += TEXT_BYTES + DATA_BYTES;
        long parts = ram.member(module, "module", "mem");
        long second = parts + ram.sizeOf("module_memory");
        ram.set(module, "module", "state", LIVE)
                .setText(module, "module", "name", name)
                .set(module, "module", "init", base + 0x1000)
                .set(module, "module", "exit", base + 0x1040)
                .set(module, "module", "refcnt.counter", references)
                .set(parts, "module_memory", "base", base)
                .set(parts, "module_memory", "size", TEXT_BYTES)
                .set(second, "module_memory", "base", base + TEXT_BYTES)
                .set(second, "module_memory", "size", DATA_BYTES);
        ram.emptyList(ram.member(module, "module", "source_list"));
        ram.emptyList(ram.member(module, "module", "target_list"));
        ram.addTail(list, ram.member(module, "module", "list"));
        return module;
    }
}
