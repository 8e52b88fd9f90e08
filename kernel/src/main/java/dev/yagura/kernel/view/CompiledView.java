package dev.yagura.kernel.view;

/**
 * A view type ready for use.
 *
 * @param plan how its fields are read
 * @param prototype makes instances; its own fields are never read
 */
record CompiledView(ViewPlan plan, ViewSupport prototype) {

    ViewSupport create(StructViews views, long gva, byte[] bytes) {
        return prototype.create(new ViewState(views, plan, gva, bytes));
    }
}
