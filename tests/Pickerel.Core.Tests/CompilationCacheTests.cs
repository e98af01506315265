using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Pickerel.Core.Declaration;
using Pickerel.Core.ModelText;
using Pickerel.Core.Passes;

namespace Pickerel.Core.Tests;

public class CompilationCacheTests
{
    private int _runs;

    [Fact]
    public void Equal_requests_compile_once()
    {
        var cache = new CompilationCache(10, 1000, Compile);

        var first = cache.GetOrAdd(Request(1));

        Assert.Same(first, cache.GetOrAdd(Request(1)));
        Assert.Equal((1, 1), (_runs, cache.Count));
    }

    [Fact]
    public void Whatever_a_request_holds_tells_it_from_others()
    {
        var cache = new CompilationCache(100, 1000, Compile);
        var request = Declare.Request(Declare.Network(Declare.Input(2, 2, 1), Declare.Dense(1)), Tensors.F32("fc1.weight", [1, 4], 1, 2, 3, 4));
        CompilationRequest[] all =
        [
            request,
            request with { Declaration = request.Declaration with { Quantize = new() { Weights = 4 } } },
            request with { Declaration = request.Declaration with { Layers = [Declare.Dense(2)] } },
            request with { ModelNames = ["other"] },
            request with { Model = null },
            request with { Model = request.Model! with { Name = "other" } },
            request with { Model = request.Model! with { Tensors = [Tensors.F32("fc1.weight", [1, 4], 1, 2, 3, 5)] } },
            request with { Model = request.Model! with { Tensors = [Tensors.F32("fc1.weight", [4, 1], 1, 2, 3, 4)] } },
            request with { Model = request.Model! with { Tensors = [Tensors.F32("fc1.other", [1, 4], 1, 2, 3, 4)] } },
            request with { Model = request.Model! with { Network = NetworkBuilder.Build(request) } },
        ];

        var results = all.Select(r => cache.GetOrAdd(r)).ToList();

        Assert.Equal(all.Length, results.Distinct(ReferenceEqualityComparer.Instance).Count());
        Assert.Equal(all.Length, _runs);
        Assert.All(all, (r, i) => Assert.Same(results[i], cache.GetOrAdd(r)));
    }

    [Fact]
    public void What_was_used_longest_ago_goes_first()
    {
        var cache = new CompilationCache(3, 1000, Compile);
        foreach (var id in new[] { 1, 2, 3, 1, 4 })
            _ = cache.GetOrAdd(Request(id));

        Assert.Equal((4, 3), (_runs, cache.Count));
        _ = cache.GetOrAdd(Request(1));
        Assert.Equal(4, _runs);
        _ = cache.GetOrAdd(Request(2));
        Assert.Equal(5, _runs);
    }

    [Fact]
    public void Its_size_is_bounded_and_what_exceeds_it_alone_is_not_kept()
    {
        var cache = new CompilationCache(1000, 100, (_, _) => Result(length: 20));
        for (var id = 0; id < 50; id++)
        {
            _ = cache.GetOrAdd(Request(id));
            Assert.InRange(cache.Bytes, 40, 100);
        }

        Assert.Equal((2, 80), (cache.Count, cache.Bytes));
        var small = new CompilationCache(1000, 30, (_, _) => Result(length: 20));
        Assert.NotNull(small.GetOrAdd(Request(1)));
        Assert.Equal((0, 0), (small.Count, small.Bytes));
    }

    [Fact]
    public void Failures_are_results_and_kept()
    {
        var cache = new CompilationCache(10, 1000, (_, _) =>
        {
            _runs++;
            return new CompilationResult.Failure([]) { Sources = [] };
        });

        Assert.Same(cache.GetOrAdd(Request(1)), cache.GetOrAdd(Request(1)));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public void A_cancelled_run_is_not_kept()
    {
        using var source = new CancellationTokenSource();
        var cache = new CompilationCache(10, 1000, (request, cancellation) =>
        {
            if (Interlocked.Increment(ref _runs) == 1)
                source.Cancel();
            cancellation.ThrowIfCancellationRequested();
            return Result(1);
        });

        _ = Assert.ThrowsAny<OperationCanceledException>(() => cache.GetOrAdd(Request(1), source.Token));

        Assert.Equal(0, cache.Count);
        Assert.NotNull(cache.GetOrAdd(Request(1)));
        Assert.Equal((2, 1), (_runs, cache.Count));
    }

    [Fact]
    public void A_run_that_throws_is_not_kept()
    {
        var cache = new CompilationCache(10, 1000, (request, cancellation) => ++_runs == 1 ? throw new InvalidOperationException() : Result(1));

        _ = Assert.Throws<InvalidOperationException>(() => cache.GetOrAdd(Request(1)));

        Assert.NotNull(cache.GetOrAdd(Request(1)));
    }

    [Fact]
    public async Task Identical_requests_at_the_same_time_compile_once()
    {
        using var started = new ManualResetEventSlim();
        using var finish = new ManualResetEventSlim();
        var cache = new CompilationCache(10, 1000, (request, cancellation) =>
        {
            _ = Interlocked.Increment(ref _runs);
            started.Set();
            finish.Wait();
            return Result(1);
        });

        var tasks = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() => cache.GetOrAdd(Request(1)), TaskCreationOptions.LongRunning)).ToArray();
        started.Wait();
        finish.Set();

        var results = await Task.WhenAll(tasks);
        Assert.Single(results.Distinct(ReferenceEqualityComparer.Instance));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task Who_waits_for_another_run_can_be_cancelled_and_takes_over_when_that_one_is()
    {
        using var first = new CancellationTokenSource();
        using var waiting = new CancellationTokenSource();
        using var started = new ManualResetEventSlim();
        var cache = new CompilationCache(10, 1000, (request, cancellation) =>
        {
            if (Interlocked.Increment(ref _runs) > 1)
                return Result(1);
            started.Set();
            _ = cancellation.WaitHandle.WaitOne();
            throw new OperationCanceledException(cancellation);
        });

        var running = Task.Factory.StartNew(() => cache.GetOrAdd(Request(1), first.Token), TaskCreationOptions.LongRunning);
        started.Wait();
        var cancelled = Task.Factory.StartNew(() => cache.GetOrAdd(Request(1), waiting.Token), TaskCreationOptions.LongRunning);
        var patient = Task.Factory.StartNew(() => cache.GetOrAdd(Request(1)), TaskCreationOptions.LongRunning);
        await waiting.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.False(running.IsCompleted);

        await first.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.NotNull(await patient);
        Assert.Equal((2, 1), (_runs, cache.Count));
    }

    [Fact]
    public void Many_threads_and_a_small_bound_stay_within_it()
    {
        var cache = new CompilationCache(4, 1000, Compile);

        _ = Parallel.For(0, 2000, i =>
        {
            _ = cache.GetOrAdd(Request(i % 13));
            Assert.InRange(cache.Count, 0, 4);
        });

        Assert.Equal((4, 4 * 2L), (cache.Count, cache.Bytes));
    }

    [Fact]
    public void Tensors_of_a_request_are_not_kept_alive()
    {
        var cache = new CompilationCache(10, 1000, Compile);
        var tensor = AddWithTensor(cache);
        GC.Collect();

        Assert.False(tensor.TryGetTarget(out _));
        Assert.Equal(1, cache.Count);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference<ModelTensor> AddWithTensor(CompilationCache cache)
    {
        var tensor = Tensors.F32("fc1.weight", [1, 4], 1, 2, 3, 4);
        _ = cache.GetOrAdd(Declare.Request(Declare.Network(Declare.Input(2, 2, 1), Declare.Dense(1)), tensor));
        return new(tensor);
    }

    private CompilationResult Compile(CompilationRequest request, CancellationToken cancellation)
    {
        _ = Interlocked.Increment(ref _runs);
        return Result(1);
    }

    private static CompilationResult Result(int length) =>
        new CompilationResult.Failure([]) { Sources = [new GeneratedSource("a.g.cs", new string('x', length))] };

    private static CompilationRequest Request(int id) =>
        Declare.Request(Declare.Network(Declare.Input(2, 2, 1), Declare.Dense(1)) with { Parameters = new ParametersSource.Seed(id) });
}
