using System;
using System.Diagnostics;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.Passes;

namespace Pickerel.Core.Tests.Passes;

/// <summary>Whatever integers stand in the attributes, the answer is a network within the limits or one problem, at once and without allocating it.</summary>
public class HostileDeclarationTests
{
    private static readonly int[] Extremes = [int.MinValue, -1, 0, 1, 2, 3, 7, 1 << 14, 1 << 20, 1 << 28, 1 << 30, int.MaxValue - 1, int.MaxValue];

    [Fact]
    public void The_largest_integers_everywhere_are_refused_within_milliseconds()
    {
        const int huge = int.MaxValue;
        var window = new WindowDeclaration
        {
            KernelHeight = huge, KernelWidth = huge, StrideHeight = huge, StrideWidth = huge, DilationHeight = huge, DilationWidth = huge,
            Padding = PaddingMode.Explicit, Margins = new Margins(huge, huge, huge, huge),
        };
        var convolution = Declare.Conv(huge, window) with { Groups = huge, DepthMultiplier = huge };
        LayerDeclaration[] layers =
        [
            convolution,
            convolution with { Kind = ConvolutionKind.Depthwise },
            convolution with { Kind = ConvolutionKind.Pointwise },
            convolution with { Window = window with { Padding = PaddingMode.Same } },
            convolution with { Window = window with { Padding = PaddingMode.SameTorch } },
            new MaxPoolDeclaration { Window = window },
            new AveragePoolDeclaration { Window = window },
            Declare.Dense(huge),
        ];
        foreach (var input in new[] { Declare.Input(1, 1, 1), Declare.Input(8, 8, 3), Declare.Input(huge, huge, huge), Declare.Input(1, 1, 1 << 28) })
        {
            foreach (var layer in layers)
                Assert.True(Milliseconds(() => Assert.Throws<ProblemException>(() => Declare.Build(Declare.Network(input, layer)))) < 250);
        }
    }

    [Fact]
    public void Random_extremes_give_a_network_within_the_limits_or_a_problem()
    {
        var random = new Random(2);
        var built = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20_000; i++)
        {
            var declaration = Declare.Network(Declare.Input(Mostly(8), Mostly(8), Mostly(3)), RandomLayer(), RandomLayer());
            try
            {
                var network = Declare.Build(declaration);
                NetworkVerifier.Verify(network, NetworkStage.Declared, nameof(NetworkBuilder));
                Assert.All(network.Nodes, n => Assert.InRange(n.Shape.Count, 1, SizeLimits.TensorElements));
                built++;
            }
            catch (ProblemException problem)
            {
                Assert.DoesNotContain("{", problem.Problem.Text, StringComparison.Ordinal);
            }
        }

        Assert.InRange(built, 500, 19_500);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1L << 30);

        int Any() => Extremes[random.Next(Extremes.Length)];
        int Mostly(int usual) => random.Next(8) == 0 ? Any() : usual;

        WindowDeclaration RandomWindow() => new()
        {
            KernelHeight = Mostly(3), KernelWidth = Mostly(3), StrideHeight = Mostly(1), StrideWidth = Mostly(2), DilationHeight = Mostly(1), DilationWidth = Mostly(1),
            Padding = (PaddingMode)random.Next(4), Margins = new Margins(Mostly(1), Mostly(0), Mostly(1), Mostly(0)),
        };

        LayerDeclaration RandomLayer() => random.Next(6) switch
        {
            0 => Declare.Conv(Mostly(6), RandomWindow()) with { Groups = Mostly(3) },
            1 => new ConvolutionDeclaration { Kind = ConvolutionKind.Depthwise, DepthMultiplier = Mostly(2), Window = RandomWindow() },
            2 => new MaxPoolDeclaration { Window = RandomWindow() },
            3 => new AveragePoolDeclaration { Window = RandomWindow() },
            4 => Declare.Dense(Mostly(5)),
            _ => new FlattenDeclaration(),
        };
    }

    private static double Milliseconds(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalMilliseconds;
    }
}
