namespace Pickerel.Core.Messages;

/// <summary>The limits of emission: PKR1090 to PKR1099.</summary>
public static partial class Pkr
{
    public static readonly Message WideActivation = new(
        "PKR1090",
        "This layer reads at most 8 bits",
        "The output of '{0}' has {1} bits, but '{2}' reads it, which takes at most 8. Give '{0}' ActivationBits of at most 8.");

    public static readonly Message ScratchTooLarge = new(
        "PKR1091",
        "The network needs too much scratch memory",
        "The tensors alive at once take {0} bytes of scratch, more than the limit of {1}. Use a smaller input, larger strides or fewer channels.");

    public static readonly Message PoolTooLarge = new(
        "PKR1092",
        "The pooling window is too large",
        "The windows of '{0}' hold up to {1} elements, more than the limit of {2}. Pool in two steps.");

    public static readonly Message TooLargeToUnroll = new(
        "PKR1099",
        "The network is too large to be written without loops",
        "Without loops the network's kernels have {0} statements, more than the limit of {1}. Use Unroll = Unroll.Auto, or fewer layers; equal ones count once.");
}
