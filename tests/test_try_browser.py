import time
pytest_plugins = ["tests.browser_server"]
def test_try(real_server, chromium):
    t=time.time()
    a=real_server.arrive("DKC-KTP-HILANG"); print(a)
    real_server.at("L4","open")
    b=real_server.finish("L4", a); print(b)
    print(real_server.answer(b))
    c=real_server.take("DKC-KTP-HILANG"); print(real_server.check_in(c)); print(real_server.lobby_code())
    with real_server.behind() as s: print(s)
    ctx=real_server.context(chromium,"clerk")
    p=ctx.new_page(); p.goto("/loket/"); print(p.url, p.title())
    print(time.time()-t)
