using Pickerel.Benchmarks.Building;
using Pickerel.Benchmarks.Declared;
using Pickerel.Benchmarks.Networks;
using Pickerel.Core.Reference;

namespace Pickerel.Benchmarks.Modes;

/// <summary><c>--check</c>: what is timed computes what the reference interpreter does, and so does the network declared in this project's source.</summary>
internal static class CheckMode
{
    public static int Run(Options options)
    {
        var wrong = 0;
        foreach (var (network, precision) in options.Pairs)
            wrong += Check(network, precision, options.Uniform) ? 0 : 1;

        return wrong == 0 ? 0 : 1;
    }

    private static bool Check(PeerNetwork network, Precision precision, bool uniform)
    {
        try
        {
            var source = network.At(precision);
            var loaded = LoadedNetwork.Load(BuiltAssemblies.Of(source, uniform), source.FullName);
            loaded.Infer(1);
            var lowered = DeclaredNetworks.Lower(DeclaredNetworks.Request(source, uniform));
            var expected = ReferenceInterpreter.Run(lowered, loaded.Input);
            var equal = loaded.Output().SequenceEqual(expected);
            if (network == PeerNetworks.DsCnn && precision is { Name: "w4a4" } && !uniform)
                equal &= InSource().SequenceEqual(expected);
            Console.WriteLine($"{network.Name} {precision.Name} {(equal ? "equal" : "WRONG")}: {expected.Length} outputs, {expected.Distinct().Count()} of them distinct");
            return equal;
        }
        catch (BuildException refused)
        {
            Console.WriteLine($"{network.Name} {precision.Name} refused: {refused.Message}");
            return true;
        }
    }

    private static int[] InSource()
    {
        var declared = LoadedNetwork.Bind(typeof(DeclaredDsCnn));
        declared.Infer(1);
        return declared.Output();
    }
}
