using System;
using System.IO;
using System.Threading.Tasks;
using Pickerel.Core.Ir;

namespace Pickerel.Kernels.Tests;

/// <summary>What generated code promises beside its numbers, checked in processes of their own.</summary>
public sealed class BehaviourTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pickerel").FullName;

    [Fact]
    public Task A_network_on_the_stack_keeps_its_promises() => Check(EdgeCaseNetworks.Digits);

    [Fact]
    public Task A_network_with_a_large_scratch_keeps_its_promises() => Check(EdgeCaseNetworks.LargeScratch);

    [Fact]
    public Task The_smallest_network_keeps_its_promises() => Check(EdgeCaseNetworks.OneByOne);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task Check(Network network)
    {
        var assembly = Path.Combine(_folder, network.Name + ".dll");
        CompiledNetworks.Compile(CompiledNetworks.Sources(network), assembly);
        var printed = await ChildProcess.Run(InstructionLevel.Avx512, "check", assembly, CompiledNetworks.TypeName(network));
        Assert.DoesNotContain("broken", printed, StringComparison.Ordinal);
    }
}
