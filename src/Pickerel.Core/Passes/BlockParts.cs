using System;
using System.Collections.Generic;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Core.Passes;

/// <summary>A layer of a block.</summary>
/// <param name="Name">Its full name, which its tensors' names begin with.</param>
/// <param name="Layer">What could have been written instead.</param>
/// <param name="Reads">The parts it reads; null is what the block reads.</param>
internal sealed record BlockPart(string Name, LayerDeclaration Layer, IReadOnlyList<string?> Reads);

/// <summary>The layers that a block stands for. Their names are those of torchvision's modules, where it has such a block.</summary>
internal static class BlockParts
{
    /// <param name="block">The block.</param>
    /// <param name="name">Its name.</param>
    /// <param name="site">Its attribute.</param>
    /// <param name="channels">The channels it reads.</param>
    public static IReadOnlyList<BlockPart> Of(BlockDeclaration block, string name, Site site, int channels)
    {
        var parts = new Parts(block, name);
        switch (block)
        {
            case SeparableBlockDeclaration separable:
                RefuseExplicit(separable.Padding, name, site);
                parts.Convolve("depthwise", Depthwise(separable.Kernel, block.Stride, separable.Padding)).Norm("bn1").Relu("relu1");
                parts.Convolve("pointwise", Pointwise(block.Filters, 1)).Norm("bn2").Relu("relu2");
                break;
            case InvertedResidualDeclaration residual:
                RefuseExplicit(residual.Padding, name, site);
                AddInvertedResidual(parts, residual, name, site, channels);
                break;
            case ResidualBlockDeclaration basic:
                RefuseExplicit(basic.Padding, name, site);
                AddResidual(parts, basic, channels);
                break;
            default:
                throw new NotSupportedException($"There are no layers for {block.GetType().Name}.");
        }

        return parts.All;
    }

    private static void AddInvertedResidual(Parts parts, InvertedResidualDeclaration block, string name, Site site, int channels)
    {
        if (block.Expansion < 1)
            throw new ProblemException(Pkr.NonPositiveSize.At(site.At("Expansion"), name, "Expansion", block.Expansion));
        var next = 0;
        if (block.Expansion > 1)
        {
            // A product that does not fit becomes the largest integer, which is above every limit.
            parts.Convolve("conv.0.0", Pointwise((int)Math.Min((long)channels * block.Expansion, int.MaxValue), 1)).Norm("conv.0.1").Relu("conv.0.2");
            next = 1;
        }

        string Child(int index) => FormattableString.Invariant($"conv.{index}");
        parts.Convolve(Child(next) + ".0", Depthwise(block.Kernel, block.Stride, block.Padding)).Norm(Child(next) + ".1").Relu(Child(next) + ".2");
        parts.Convolve(Child(next + 1), Pointwise(block.Filters, 1)).Norm(Child(next + 2));
        if (block.Stride == 1 && block.Filters == channels)
            parts.Add("add", parts.Last, null);
    }

    private static void AddResidual(Parts parts, ResidualBlockDeclaration block, int channels)
    {
        parts.Convolve("conv1", Square(block.Filters, block.Stride, block.Padding)).Norm("bn1").Relu("relu1");
        parts.Convolve("conv2", Square(block.Filters, 1, block.Padding)).Norm("bn2");
        string? main = parts.Last, shortcut = null;
        if (block.Stride != 1 || block.Filters != channels)
        {
            parts.Last = null;
            parts.Convolve("downsample.0", Pointwise(block.Filters, block.Stride)).Norm("downsample.1");
            shortcut = parts.Last;
        }

        parts.Add("add", main, shortcut).Relu("relu2");
    }

    /// <summary>A block has one mode for several windows; amounts would mean something else for each.</summary>
    private static void RefuseExplicit(PaddingMode padding, string name, Site site)
    {
        if (padding == PaddingMode.Explicit)
            throw new ProblemException(Pkr.Contradiction.At(site.At("Padding"), name, "a block takes no amounts of padding: use Padding.Same, Padding.SameTorch or Padding.Valid, or write its layers apart"));
    }

    private static ConvolutionDeclaration Depthwise(int kernel, int stride, PaddingMode padding) =>
        new() { Kind = ConvolutionKind.Depthwise, Window = Window(kernel, stride, padding) };

    private static ConvolutionDeclaration Pointwise(int filters, int stride) =>
        new() { Kind = ConvolutionKind.Pointwise, Filters = filters, Window = Window(1, stride, PaddingMode.Valid) };

    private static ConvolutionDeclaration Square(int filters, int stride, PaddingMode padding) =>
        new() { Kind = ConvolutionKind.Standard, Filters = filters, Window = Window(3, stride, padding) };

    private static WindowDeclaration Window(int kernel, int stride, PaddingMode padding) =>
        new() { KernelHeight = kernel, KernelWidth = kernel, StrideHeight = stride, StrideWidth = stride, Padding = padding };

    /// <summary>The parts so far.</summary>
    private sealed class Parts(BlockDeclaration block, string name)
    {
        private readonly List<BlockPart> _parts = [];

        public IReadOnlyList<BlockPart> All => _parts;

        /// <summary>Gets or sets the part that the next one reads; null for what the block reads.</summary>
        public string? Last { get; set; }

        public Parts Convolve(string part, ConvolutionDeclaration layer) => Append(part, layer with { WeightBits = block.WeightBits }, Last);

        public Parts Norm(string part) => Append(part, new BatchNormDeclaration { ActivationBits = block.ActivationBits }, Last);

        public Parts Relu(string part) => Append(part, new ReluDeclaration { ActivationBits = block.ActivationBits }, Last);

        public Parts Add(string part, string? left, string? right) =>
            Append(part, new AddDeclaration { Other = "", ActivationBits = block.ActivationBits }, left, right);

        private Parts Append(string part, LayerDeclaration layer, params string?[] reads)
        {
            Last = $"{name}.{part}";
            _parts.Add(new BlockPart(Last, layer, reads));
            return this;
        }
    }
}
