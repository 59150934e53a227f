import './index.html'
