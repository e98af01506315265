namespace Pickerel.Import.Onnx.Evaluation;

/// <summary>How much may still be computed: a file must not take longer to look at than it is worth.</summary>
/// <param name="work">Elements made and products summed.</param>
internal sealed class OnnxBudget(long work)
{
    private long _work = work;

    public static OnnxBudget Unlimited => new(long.MaxValue);

    /// <summary>Takes some work away; false when there is not as much.</summary>
    public bool Spend(long work) => work >= 0 && (_work -= work) >= 0;
}
